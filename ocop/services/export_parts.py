"""What a subject's whole data consists of: tables by name, each a query of plain columns, and the files beside them.

A column that is not named here is not handed over: no account's password, token or second factor is near.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, false, or_, select

from ocop.domain.accounts import Actor, Role
from ocop.models.accounts import User
from ocop.models.acts import Act
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.dossiers import Dossier, DossierStep, DossierVersion
from ocop.models.events import EventPhoto, TraceEvent
from ocop.models.evidence import Evidence
from ocop.models.exercises import RecallExercise
from ocop.models.files import File
from ocop.models.label_jobs import LabelJob
from ocop.models.links import ProductLink
from ocop.models.lots import Lot
from ocop.models.partners import Partner
from ocop.models.products import Product, ProductAlias, ProductPhoto, ProductTool
from ocop.models.raw_lots import RawLot
from ocop.models.sites import Site
from ocop.models.subjects import Subject
from ocop.services.dossiers import dossiers_for

#: What serves searches alone, or names an account.
_HIDDEN: Final = frozenset({
    "name_fold", "search_fold", "open_key", "created_by", "recorded_by", "recalled_by", "added_by", "submitted_by",
    "by", "begun_by", "epc_id",
})  # fmt: skip
#: What of a dossier is its subject's and the council's matter alone (`rights.Action.READ_PRIVATE`).
_PRIVATE: Final = frozenset({"answers", "notes", "form", "evidence", "content"})
#: Acts by which offices think about a product or a certificate before they say anything.
_INTERNAL: Final = ("judge", "propose", "withdraw-proposal", "decline-proposal")


@dataclass(frozen=True)
class Part:
    """One table: its name, what it holds in words, and the query of its rows."""

    name: str
    words: str
    query: Select[Any]


def parts_of(by: Actor, subject: Subject) -> list[Part]:
    """Return the tables of a subject, as far as the asker may read them."""
    own, products = _Of(subject), select(Product.id).where(Product.subject_id == subject.id)
    return [
        Part("subject", "chủ thể", _rows(Subject).where(Subject.id == subject.id)),
        Part("accounts", "tài khoản của chủ thể (không có mật khẩu)", own.accounts()),
        Part("products", "sản phẩm", _rows(Product).where(Product.subject_id == subject.id)),
        Part("product_codes", "mã cũ của sản phẩm", _rows(ProductAlias).where(ProductAlias.product_id.in_(products))),
        Part("product_tools", "công cụ số", _rows(ProductTool).where(ProductTool.product_id.in_(products))),
        Part("photos", "ảnh sản phẩm", _rows(ProductPhoto).where(ProductPhoto.product_id.in_(products))),
        Part("links", "liên kết của sản phẩm", _rows(ProductLink).where(ProductLink.product_id.in_(products))),
        Part("lots", "lô sản phẩm", _rows(Lot).where(Lot.product_id.in_(products))),
        Part("raw_lots", "lô nguyên liệu", _rows(RawLot).where(RawLot.subject_id == subject.id)),
        Part("partners", "nơi mua, nơi nhận", _rows(Partner).where(Partner.subject_id == subject.id)),
        Part("sites", "địa điểm", _rows(Site).where(Site.subject_id == subject.id)),
        Part("decisions", "quyết định công nhận", _rows(Decision).where(Decision.product_id.in_(products))),
        Part("certificates", "giấy chứng nhận", _rows(Certificate).where(Certificate.product_id.in_(products))),
        *_dossier_parts(by, subject),
        Part("exercises", "diễn tập thu hồi", _rows(RecallExercise).where(RecallExercise.subject_id == subject.id)),
        Part("label_jobs", "lượt in nhãn", own.label_jobs()),
        Part("acts", "việc đã làm với dữ liệu này", own.acts()),
    ]


def _rows(model: Any, hidden: frozenset[str] = _HIDDEN) -> Select[Any]:
    """Return a query of a table's columns without those that are hidden, in the order of its key."""
    table = model.__table__
    columns = [one for one in table.columns if one.name not in hidden]
    return select(*columns).order_by(*table.primary_key.columns)


def _dossier_parts(by: Actor, subject: Subject) -> list[Part]:
    """Return dossiers, their versions and steps; offices get those that were filed, without what is private."""
    seen = dossiers_for(by).where(Dossier.subject_id == subject.id).with_only_columns(Dossier.id)
    is_own = by.role == Role.PRODUCER
    hidden = _HIDDEN if is_own else _HIDDEN | _PRIVATE
    steps = _rows(DossierStep, _HIDDEN | {"data"}).where(DossierStep.dossier_id.in_(seen))
    evidence = _rows(Evidence).where(Evidence.subject_id == subject.id if is_own else false())
    return [
        Part("dossiers", "hồ sơ", _rows(Dossier, hidden).where(Dossier.id.in_(seen))),
        Part("dossier_versions", "bản hồ sơ đã nộp",
             _rows(DossierVersion, hidden).where(DossierVersion.dossier_id.in_(seen))),
        Part("dossier_steps", "các bước của hồ sơ", steps.where(DossierStep.step != "report") if is_own else steps),
        Part("evidence", "minh chứng", evidence),
    ]  # fmt: skip


class _Of:
    """Queries about one subject that take more than a column's name."""

    def __init__(self, subject: Subject) -> None:
        self.id = subject.id

    def accounts(self) -> Select[Any]:
        columns: tuple[Any, ...] = (User.name, User.full_name, User.role, User.is_active, User.created_at)
        return select(*columns).where(User.subject_id == self.id).order_by(User.name)

    def label_jobs(self) -> Select[Any]:
        columns: tuple[Any, ...] = (
            LabelJob.id, LabelJob.product_id, LabelJob.lot_code, LabelJob.stock, LabelJob.count, LabelJob.serials,
            LabelJob.state, LabelJob.made_at,
        )  # fmt: skip
        query = select(*columns).join(Product, Product.id == LabelJob.product_id)
        return query.where(Product.subject_id == self.id).order_by(LabelJob.made_at, LabelJob.id)

    def acts(self) -> Select[Any]:
        """Return the acts on the subject and on all that is its own; who acted stands by role alone."""
        columns: tuple[Any, ...] = (
            Act.at,
            Act.actor_role,
            Act.verb,
            Act.noun,
            Act.noun_id,
            Act.before,
            Act.after,
            Act.why,
        )
        lots = select(Product.code + "/" + Lot.code).join(Lot, Lot.product_id == Product.id)
        certificates = select(Certificate.number).join(Product, Product.id == Certificate.product_id)
        mine = (
            (("product",), select(Product.code).where(Product.subject_id == self.id)),
            (("lot",), lots.where(Product.subject_id == self.id)),
            (("raw_lot", "raw-lot"), select(RawLot.id).where(RawLot.subject_id == self.id)),
            (("partner",), select(Partner.id).where(Partner.subject_id == self.id)),
            (("site",), select(Site.id).where(Site.subject_id == self.id)),
            (("evidence",), select(Evidence.id).where(Evidence.subject_id == self.id)),
            (("exercise",), select(RecallExercise.id).where(RecallExercise.subject_id == self.id)),
            (("certificate",), certificates.where(Product.subject_id == self.id)),
        )
        about = [and_(Act.noun == "subject", Act.noun_id == self.id)]
        about += [and_(Act.noun.in_(nouns), Act.noun_id.in_(ids)) for nouns, ids in mine]
        return select(*columns).where(or_(*about), Act.verb.not_in(_INTERNAL)).order_by(Act.at, Act.id)


@dataclass(frozen=True)
class Held:
    """A kept file: in which folder it goes, by what name, its content's hash and what it is."""

    folder: str
    name: str
    hash: str
    media_type: str


def _papers(name: Any, model: Any, content: Any = None) -> Select[Any]:
    """Return a query of names, contents and media types of the files that rows of a table point at."""
    found = File.hash == (model.file_hash if content is None else content)
    return select(name, File.hash, File.media_type).select_from(model).join(File, found)


def files_of(by: Actor, subject: Subject) -> list[Held]:
    """Return the files of a subject that the asker may read: photos, papers of decisions, evidence, the diary's."""
    mine = Product.subject_id == subject.id
    photos = _papers(Product.code, ProductPhoto).join(Product, Product.id == ProductPhoto.product_id)
    decisions = _papers(Decision.number, Decision).join(Product, Product.id == Decision.product_id)
    revocations = _papers(Certificate.number, Certificate, Certificate.revocation_file_hash)
    revocations = revocations.join(Product, Product.id == Certificate.product_id)
    diary = _papers(EventPhoto.event_id, EventPhoto).join(TraceEvent, TraceEvent.id == EventPhoto.event_id)
    is_own = by.role == Role.PRODUCER
    queries = {
        "photos": photos.where(mine),
        "decisions": decisions.where(mine),
        "revocations": revocations.where(mine),
        "diary": diary.where(TraceEvent.subject_id == subject.id),
        "evidence": _papers(Evidence.kind, Evidence).where(Evidence.subject_id == subject.id if is_own else false()),
    }
    return [
        Held(folder, str(name), content, media_type)
        for folder, query in queries.items()
        for name, content, media_type in db.session.execute(query.order_by(File.hash)).unique()
    ]
