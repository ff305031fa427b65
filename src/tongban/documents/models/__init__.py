"""Tables of papers and of plates."""

from tongban.documents.models.papers import Blank, Card, Credential, Device, Portrait, Receipt
from tongban.documents.models.plates import Destruction, PlateMaker, PlatePiece, PlateSet

__all__ = [
    "Blank", "Card", "Credential", "Destruction", "Device", "PlateMaker", "PlatePiece", "PlateSet", "Portrait",
    "Receipt",
]  # fmt: skip
