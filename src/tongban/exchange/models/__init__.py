"""The tables of the room: what was asked and told, money, and what is sent out."""

from tongban.exchange.models.money import Difference, Order, OrderCase, Payment, Refund, TillDay
from tongban.exchange.models.offices import Letter, Office
from tongban.exchange.models.questions import Message, PartnerKey, Question
from tongban.exchange.models.sending import Notice, Parcel, ParcelEvent

__all__ = [
    "Difference",
    "Letter",
    "Message",
    "Notice",
    "Office",
    "Order",
    "OrderCase",
    "Parcel",
    "ParcelEvent",
    "PartnerKey",
    "Payment",
    "Question",
    "Refund",
    "TillDay",
]
