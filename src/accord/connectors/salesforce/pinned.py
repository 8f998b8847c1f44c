"""A session of requests that calls the very number that was checked, whatever the name means next."""

from typing import Any

import httpx

from accord.connectors import outgoing


def session(policy: outgoing.Policy | None) -> Any:
    """Return a session whose every call, redirected ones too, is checked and goes where checked.

    As `outgoing.Guarded` does for httpx: a name is resolved once. Without a policy it is a plain
    session.
    """
    import requests
    from requests.adapters import HTTPAdapter

    made = requests.Session()
    if policy is None:
        return made
    where = policy

    class Pinned(HTTPAdapter):
        """Connects to the number; certificate and Host are still the name's."""

        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            url = httpx.URL(request.url)
            told = request.copy()  # a redirect starts from the first request, without our number
            told.number = outgoing.checked(url, where)
            told.headers["Host"] = url.netloc.decode("ascii")
            return super().send(told, *args, **kwargs)

        def build_connection_pool_key_attributes(
            self, request: Any, *args: Any, **kwargs: Any
        ) -> Any:
            host, pool = super().build_connection_pool_key_attributes(request, *args, **kwargs)
            if host["scheme"] == "https":
                pool |= {"server_hostname": host["host"], "assert_hostname": host["host"]}
            return host | {"host": request.number}, pool

    made.trust_env = False  # a proxy of the environment would resolve the name once more
    made.mount("https://", Pinned())
    made.mount("http://", Pinned())
    return made
