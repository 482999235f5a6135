"""Programs, the advocates in them, what is kept of people, and how they get into the hub."""

from programs.models.applications import Application
from programs.models.districts import District, Residence
from programs.models.door import AddressChange, HubSession, SignInRequest
from programs.models.fields import CustomField, FieldKind, FieldValue
from programs.models.imports import Import, ImportedRow, ImportFault, RowOutcome
from programs.models.people import (
    COMES_IN,
    GUESTS,
    Advocate,
    AdvocateStatus,
    Enrolment,
    Program,
    SearchWord,
    Tag,
    Tagging,
)

__all__ = [
    "COMES_IN",
    "GUESTS",
    "AddressChange",
    "Advocate",
    "AdvocateStatus",
    "Application",
    "CustomField",
    "District",
    "Enrolment",
    "FieldKind",
    "FieldValue",
    "HubSession",
    "Import",
    "ImportFault",
    "ImportedRow",
    "Program",
    "Residence",
    "RowOutcome",
    "SearchWord",
    "SignInRequest",
    "Tag",
    "Tagging",
]
