"""Tables of papers, of plates and of temporary plates."""

from tongban.documents.models.papers import Blank, Card, Credential, Device, Portrait, Receipt
from tongban.documents.models.plates import Destruction, PlateMaker, PlatePiece, PlateSet
from tongban.documents.models.temporary import TemporaryExtension, TemporaryPlate, TemporarySerial

__all__ = [
    "Blank", "Card", "Credential", "Destruction", "Device", "PlateMaker", "PlatePiece", "PlateSet", "Portrait",
    "Receipt", "TemporaryExtension", "TemporaryPlate", "TemporarySerial",
]  # fmt: skip
