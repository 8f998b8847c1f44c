"""`accord fit`: whether won and lost deals hold a signal that a profile could use."""

from django.utils import timezone
from rich.console import Console
from rich.table import Table

from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.identity import resolve
from accord.scoring import score, signal, signal_deals
from accord.scoring.signal import FieldEvidence, Signal
from accord.server import facts_now
from accord.server.records.queries import programs

_LEVELS_SHOWN = 6


def learn() -> Signal:
    """Learn from every closed deal that is known now."""
    program = programs.current_program()
    moment = derive.moment_of(program, timezone.now())
    with Session() as session:
        logs.open_log(session, facts_now.log(), moment)
        resolve.resolve(session, program, moment)
        score.score(session, program, moment)
        return signal.learn(signal_deals.read(session, program, moment))


def report(console: Console) -> None:
    """Print the verdict, then what each field says by itself."""
    with console.status("Learning from won and lost deals"):
        found = learn()
    console.print(found.sentence, markup=False)
    table = Table("field", "known", "says something", "share won, by value", show_lines=True)
    for field in found.fields:
        table.add_row(field.name, f"{field.known:,}", _says(field), _levels(field))
    if found.fields:
        console.print(table)


def _says(field: FieldEvidence) -> str:
    return f"{'yes' if field.tells else 'no'} (luck: {field.chance:.3f})"


def _levels(field: FieldEvidence) -> str:
    lines = []
    for level in field.levels[:_LEVELS_SHOWN]:
        rate = level.win_rate
        shown = "not enough deals"
        if rate.value is not None and rate.low is not None and rate.high is not None:
            shown = f"{rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%})"
        lines.append(f"{level.name}: {shown} of {level.deals:,}")
    rest = len(field.levels) - _LEVELS_SHOWN
    return "\n".join(lines + ([f"and {rest} more"] if rest > 0 else []))
