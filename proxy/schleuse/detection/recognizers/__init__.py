"""The German recognizers, one kind of identifier a file."""

from collections.abc import Sequence

from presidio_analyzer import EntityRecognizer

from schleuse.detection.recognizers.address import AddressRecognizer
from schleuse.detection.recognizers.azr import AzrRecognizer
from schleuse.detection.recognizers.bamf import BamfRecognizer
from schleuse.detection.recognizers.bank_account import BankAccountRecognizer, MandateRecognizer
from schleuse.detection.recognizers.base import GermanRecognizer
from schleuse.detection.recognizers.benefit_number import BenefitNumberRecognizer, LabelledBenefitRecognizer
from schleuse.detection.recognizers.cash_sign import CashSignRecognizer
from schleuse.detection.recognizers.company_register import CompanyRegisterRecognizer
from schleuse.detection.recognizers.confidentiality import ConfidentialityRecognizer
from schleuse.detection.recognizers.coordinates import CoordinatesRecognizer
from schleuse.detection.recognizers.court_file import CourtFileRecognizer
from schleuse.detection.recognizers.credit_card import CreditCardRecognizer
from schleuse.detection.recognizers.date_of_birth import DateOfBirthRecognizer
from schleuse.detection.recognizers.disguised import DisguisedRecognizer
from schleuse.detection.recognizers.documents import DocumentSerialInTableRecognizer, IdentityDocumentRecognizer
from schleuse.detection.recognizers.driving_licence import DrivingLicenceRecognizer
from schleuse.detection.recognizers.email import EmailRecognizer
from schleuse.detection.recognizers.employer_number import EmployerNumberRecognizer
from schleuse.detection.recognizers.file_sign import FileSignRecognizer, FileSignShapeRecognizer
from schleuse.detection.recognizers.health_insurance import HealthInsuranceRecognizer
from schleuse.detection.recognizers.iban import IbanRecognizer
from schleuse.detection.recognizers.ip_address import IpAddressRecognizer
from schleuse.detection.recognizers.joined_names import JoinedNamesRecognizer
from schleuse.detection.recognizers.land_register import LandRegisterRecognizer
from schleuse.detection.recognizers.licence_plate import LicencePlateRecognizer
from schleuse.detection.recognizers.mac_address import MacAddressRecognizer
from schleuse.detection.recognizers.medical_provider import PhysicianRecognizer, PracticeRecognizer
from schleuse.detection.recognizers.mrz import MachineReadableZoneRecognizer
from schleuse.detection.recognizers.parcel import ParcelRecognizer
from schleuse.detection.recognizers.person import PersonRecognizer
from schleuse.detection.recognizers.phone import PhoneRecognizer
from schleuse.detection.recognizers.secret import SecretRecognizer
from schleuse.detection.recognizers.social_security import SocialSecurityRecognizer
from schleuse.detection.recognizers.special import SpecialCategoryRecognizer
from schleuse.detection.recognizers.staff_number import StaffNumberRecognizer
from schleuse.detection.recognizers.student_number import StudentNumberRecognizer
from schleuse.detection.recognizers.tax_id import TaxIdRecognizer
from schleuse.detection.recognizers.tax_number import TaxNumberRecognizer
from schleuse.detection.recognizers.username import UsernameRecognizer
from schleuse.detection.recognizers.vat_id import VatIdRecognizer
from schleuse.detection.recognizers.vin import VinRecognizer

_KINDS: tuple[type[GermanRecognizer], ...] = (
    SecretRecognizer, ConfidentialityRecognizer, MachineReadableZoneRecognizer, IbanRecognizer, TaxIdRecognizer,
    SocialSecurityRecognizer, HealthInsuranceRecognizer,
    VatIdRecognizer, DrivingLicenceRecognizer, IdentityDocumentRecognizer, DocumentSerialInTableRecognizer,
    TaxNumberRecognizer, BenefitNumberRecognizer,
    LabelledBenefitRecognizer, StaffNumberRecognizer, StudentNumberRecognizer, AzrRecognizer, BamfRecognizer,
    PhysicianRecognizer, PracticeRecognizer,
    EmployerNumberRecognizer, BankAccountRecognizer, MandateRecognizer, CourtFileRecognizer, FileSignRecognizer,
    FileSignShapeRecognizer, CashSignRecognizer,
    ParcelRecognizer, LandRegisterRecognizer, CompanyRegisterRecognizer, LicencePlateRecognizer, VinRecognizer,
    CreditCardRecognizer, EmailRecognizer, PhoneRecognizer,
    DateOfBirthRecognizer, AddressRecognizer, PersonRecognizer, JoinedNamesRecognizer, UsernameRecognizer,
    IpAddressRecognizer, MacAddressRecognizer,
    CoordinatesRecognizer, SpecialCategoryRecognizer,
)  # fmt: skip


def german_recognizers(own: Sequence[GermanRecognizer] = ()) -> list[EntityRecognizer]:
    """Return one instance of every recognizer, and those of the authority, for a Presidio registry of language ``de``.

    Presidio's own recognizers are not needed beside them; the NER model's persons are read by `PersonRecognizer`.
    """
    recognizers = [*(kind() for kind in _KINDS), *own]
    return [*recognizers, DisguisedRecognizer(recognizers)]
