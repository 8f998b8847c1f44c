"""Tables by noun; Django finds them here."""

from accord.server.records.models.api_token import ApiToken
from accord.server.records.models.audit import AuditEntry
from accord.server.records.models.collecting import CollectedDay, QuarantinedEvent, WriteKey
from accord.server.records.models.connection import (
    Connection,
    ConnectionIssue,
    ConnectionRun,
    SourceOpen,
    SyncCursor,
)
from accord.server.records.models.decision import Decision
from accord.server.records.models.fresh import AccountNow, DirtyAccount
from accord.server.records.models.importing import ImportIssue, ImportRun
from accord.server.records.models.job import Job
from accord.server.records.models.mail import MailSender
from accord.server.records.models.manifest import Generation, GenerationTable, Segment, Watermark
from accord.server.records.models.privacy import BackupRecord, Erasure, KeptOutKey
from accord.server.records.models.program import Adoption, ProgramPreview, ProgramVersion
from accord.server.records.models.setting import Setting
from accord.server.records.models.signing import ListSignature, SigningRound
from accord.server.records.models.user import AppUser, SignInLink
from accord.server.records.models.view import SavedView
from accord.server.records.models.wrong_password import WrongPassword

__all__ = [
    "AccountNow",
    "Adoption",
    "ApiToken",
    "AppUser",
    "AuditEntry",
    "BackupRecord",
    "CollectedDay",
    "Connection",
    "ConnectionIssue",
    "ConnectionRun",
    "Decision",
    "DirtyAccount",
    "Erasure",
    "Generation",
    "GenerationTable",
    "ImportIssue",
    "ImportRun",
    "Job",
    "KeptOutKey",
    "ListSignature",
    "MailSender",
    "ProgramPreview",
    "ProgramVersion",
    "QuarantinedEvent",
    "SavedView",
    "Segment",
    "Setting",
    "SignInLink",
    "SigningRound",
    "SourceOpen",
    "SyncCursor",
    "Watermark",
    "WriteKey",
    "WrongPassword",
]
