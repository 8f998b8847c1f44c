/* Accord: pages, time on page, forms, outbound links, files. No cookie before consent. */
(function (w, d, n) {
  "use strict";
  var s = d.currentScript || d.querySelector("script[data-key][src*='/a.js']");
  if (!s || w.accord && w.accord.v) return;
  var key = s.getAttribute("data-key"), host = s.getAttribute("data-host") || new URL(s.src).origin;
  var FILE = /\.(pdf|docx?|xlsx?|pptx?|csv|zip|gz|dmg|exe|pkg|msi|mp[34]|mov|epub|key|odt)$/i;
  var NAME = "accord_id", GONE = "accord_off";
  var optedOut = n.globalPrivacyControl === true, timer, queue = [], user, shown, began, seen, path;

  function cookie(name) {
    var m = d.cookie.match("(?:^|; )" + name + "=([^;]*)");
    return m && m[1];
  }
  function keep(name, value, seconds) {
    d.cookie = name + "=" + value + ";path=/;max-age=" + seconds + ";SameSite=Lax" +
      (location.protocol === "https:" ? ";Secure" : "");
  }
  function id() {
    if (w.crypto && crypto.randomUUID) return crypto.randomUUID();
    return "x".repeat(32).replace(/x/g, function () { return (Math.random() * 16 | 0).toString(16); });
  }
  /* Without consent the id lives as long as the page: nothing is kept in the browser. */
  var anon = cookie(NAME) || id();

  function flush(last) {
    clearTimeout(timer);
    timer = 0;
    if (!queue.length) return;
    var some = queue.splice(0, 50);
    var body = JSON.stringify({ batch: some, writeKey: key, sentAt: new Date().toISOString() });
    var url = host + "/beacon/v1/batch?writeKey=" + key;
    if (last && n.sendBeacon && n.sendBeacon(url, body)) return;
    fetch(url, { method: "POST", body: body, keepalive: body.length < 6e4, headers: { "content-type": "text/plain" } })
      .then(function (r) { if (r.status > 499 || r.status === 429) again(some); }, function () { again(some); });
  }
  function again(some) {
    queue = some.concat(queue).slice(-200);
    timer = timer || setTimeout(flush, 5e3);
  }
  function send(type, rest) {
    if (optedOut || cookie(GONE)) return;
    var e = {
      type: type, messageId: id(), anonymousId: anon, timestamp: new Date().toISOString(),
      context: {
        page: { url: location.href, path: location.pathname, title: d.title, referrer: d.referrer },
        library: { name: "accord.js", version: "1" }, userAgent: n.userAgent, locale: n.language
      }
    };
    if (user) e.userId = user;
    for (var k in rest) e[k] = rest[k];
    queue.push(e);
    timer = timer || setTimeout(flush, 300);
  }
  function track(event, properties) { send("track", { event: event, properties: properties || {} }); }
  function identify(who, traits) {
    if (who && typeof who === "object") { traits = who; who = ""; }
    if (who) user = String(who);
    send("identify", { traits: traits || {} });
  }

  /* Time on page counts only while the page can be seen. */
  function pause() {
    if (shown) seen += Date.now() - shown;
    shown = 0;
  }
  function leave() {
    pause();
    if (path && seen > 999) track("Time on Page", { path: path, seconds: Math.round(seen / 1e3) });
    seen = 0;
  }
  function page() {
    if (location.pathname + location.search === began) return;
    leave();
    began = location.pathname + location.search;
    path = location.pathname;
    shown = d.visibilityState === "visible" ? Date.now() : 0;
    send("page", { properties: { url: location.href, path: path, title: d.title, referrer: d.referrer, search: location.search } });
  }

  d.addEventListener("visibilitychange", function () {
    if (d.visibilityState === "hidden") { leave(); flush(1); } else shown = Date.now();
  });
  w.addEventListener("pagehide", function () { leave(); flush(1); });
  d.addEventListener("click", function (ev) {
    var a = ev.target.closest && ev.target.closest("a[href]");
    if (!a || !/^https?:$/.test(a.protocol)) return;
    var out = { url: a.href, text: (a.textContent || "").trim().slice(0, 100) };
    if (FILE.test(a.pathname)) track("File Downloaded", out);
    else if (a.host !== location.host) track("Outbound Link Clicked", out);
    else return;
    flush(1);
  }, true);
  d.addEventListener("submit", function (ev) {
    var f = ev.target, mail = "", at = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
    if (f.hasAttribute("data-accord-ignore")) return;
    [].forEach.call(f.elements, function (x) {
      if (!mail && (x.type === "email" || /e-?mail/i.test(x.name || "")) && at.test(x.value)) mail = x.value;
    });
    if (mail) identify({ email: mail });
    track("Form Submitted", { form: f.getAttribute("name") || f.id || f.getAttribute("action") || "" });
    flush(1);
  }, true);
  ["pushState", "replaceState"].forEach(function (m) {
    var old = history[m];
    history[m] = function () { var r = old.apply(this, arguments); setTimeout(page); return r; };
  });
  w.addEventListener("popstate", function () { setTimeout(page); });

  w.accord = {
    v: 1, track: track, identify: identify, page: function () { began = ""; page(); }, flush: flush,
    group: function (g, traits) { send("group", { groupId: g, traits: traits || {} }); },
    /* Consent keeps the id for a year; without it or with GPC nothing is kept. */
    consent: function (yes) {
      if (yes && !optedOut) { keep(GONE, "", 0); keep(NAME, anon, 31536e3); }
      else { keep(NAME, "", 0); if (!yes) { keep(GONE, 1, 31536e3); queue = []; } }
    }
  };
  seen = 0;
  page();
})(window, document, navigator);
