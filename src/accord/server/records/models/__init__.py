"""Tables by noun; Django finds them here."""

from accord.server.records.models.api_token import ApiToken
from accord.server.records.models.audience import Audience, AudienceFile
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
from accord.server.records.models.handing import (
    Absence,
    Departure,
    Desk,
    Handoff,
    HandoffNotice,
)
from accord.server.records.models.importing import ImportIssue, ImportRun
from accord.server.records.models.job import Job
from accord.server.records.models.mail import MailSender
from accord.server.records.models.manifest import Generation, GenerationTable, Segment, Watermark
from accord.server.records.models.play_task import PlayGift, PlayTask
from accord.server.records.models.playing import BriefingRead, Campaign, Enrolment, Sending
from accord.server.records.models.privacy import BackupRecord, Erasure, KeptOutKey
from accord.server.records.models.program import Adoption, ProgramPreview, ProgramVersion
from accord.server.records.models.setting import Setting
from accord.server.records.models.signing import ListSignature, SigningRound
from accord.server.records.models.user import AppUser, SignInLink
from accord.server.records.models.view import SavedView
from accord.server.records.models.webhooks import (
    WebhookDelivery,
    WebhookEndpoint,
    WebhookTold,
)
from accord.server.records.models.writing import CrmWrite, WriteBack
from accord.server.records.models.wrong_password import WrongPassword

__all__ = [
    "Absence",
    "AccountNow",
    "Adoption",
    "ApiToken",
    "AppUser",
    "Audience",
    "AudienceFile",
    "AuditEntry",
    "BackupRecord",
    "BriefingRead",
    "Campaign",
    "CollectedDay",
    "Connection",
    "ConnectionIssue",
    "ConnectionRun",
    "CrmWrite",
    "Decision",
    "Departure",
    "Desk",
    "DirtyAccount",
    "Enrolment",
    "Erasure",
    "Generation",
    "GenerationTable",
    "Handoff",
    "HandoffNotice",
    "ImportIssue",
    "ImportRun",
    "Job",
    "KeptOutKey",
    "ListSignature",
    "MailSender",
    "PlayGift",
    "PlayTask",
    "ProgramPreview",
    "ProgramVersion",
    "QuarantinedEvent",
    "SavedView",
    "Segment",
    "Sending",
    "Setting",
    "SignInLink",
    "SigningRound",
    "SourceOpen",
    "SyncCursor",
    "Watermark",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookTold",
    "WriteBack",
    "WriteKey",
    "WrongPassword",
]
