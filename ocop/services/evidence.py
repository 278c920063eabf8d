"""Evidence: papers of a subject, looked at by their content, kept once, used again for other products and years."""

import io
import warnings
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.assessments import private_criterion
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from ocop.domain.rights import Action
from ocop.domain.rubrics import EVIDENCE
from ocop.models.database import db
from ocop.models.dossiers import Dossier, DossierVersion
from ocop.models.evidence import Evidence
from ocop.models.files import File
from ocop.services.acts import record_act
from ocop.services.dossiers import can, dossiers_for, rubric_for
from ocop.services.files import find_file, keep_file

#: The largest paper that is taken, in bytes, and how many a subject may keep.
LARGEST = 20 * 1024 * 1024
MOST_PAPERS = 2000
_MOST_PIXELS = 100_000_000
_MOST_UNPACKED = 200 * 1024 * 1024
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_UNREADABLE = "Tệp phải là PDF, JPEG, PNG, WebP, DOCX hoặc XLSX nguyên vẹn, không có macro."
#: The end of a file's name by what it is.
SUFFIXES = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", _WORD: "docx",
    _SHEET: "xlsx",
}  # fmt: skip


def media_type_of(data: bytes) -> str:
    """Return what a paper is, by its content alone.

    Raises BadInput `evidence-too-large` beyond 20 MB, `evidence-unreadable` for anything that is not a whole PDF,
    JPEG, PNG, WebP, DOCX or XLSX, or carries macros.
    """
    if len(data) > LARGEST:
        raise BadInput("evidence-too-large", "Tệp lớn hơn 20 MB.", field="file")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _office_document(data)
    return _picture(data)


def _unreadable() -> BadInput:
    return BadInput("evidence-unreadable", _UNREADABLE, field="file")


def _pdf(data: bytes) -> str:
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
        document.close()
    except pypdfium2.PdfiumError as fault:
        raise _unreadable() from fault
    if not pages:
        raise _unreadable()
    return "application/pdf"


def _office_document(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            size = sum(one.file_size for one in packed.infolist())
            is_whole = size <= _MOST_UNPACKED and packed.testzip() is None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
        raise _unreadable() from fault
    if not is_whole or "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        raise _unreadable()
    if "word/document.xml" in names:
        return _WORD
    if "xl/workbook.xml" in names:
        return _SHEET
    raise _unreadable()


def _picture(data: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(_PICTURES)) as picture:
                kind = _PICTURES[picture.format or ""]
                if picture.width * picture.height > _MOST_PIXELS:
                    raise BadInput("evidence-too-large", "Ảnh lớn hơn 100 triệu điểm ảnh.", field="file")
                picture.load()
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError) as fault:
        raise _unreadable() from fault
    except Image.DecompressionBombWarning as fault:
        raise BadInput("evidence-too-large", "Ảnh lớn hơn 100 triệu điểm ảnh.", field="file") from fault
    return kind


# -- kept


def keep_evidence(
    by: Actor,
    now: datetime,
    *,
    data: bytes,
    kind: str,
    title: str,
    folder: Path,
    expires_on: date | None = None,
) -> Evidence:
    """Keep a paper of the actor's own subject; the same content of the same kind is kept once.

    Raises BadInput `evidence-too-large`, `evidence-unreadable`, `evidence-kind-unknown`; RuleBroken `evidence-full`;
    NotAllowed `step-not-yours`.
    """
    if by.role != Role.PRODUCER or by.subject_id is None:
        raise NotAllowed("step-not-yours", "Chỉ chủ thể mới nộp minh chứng của mình.")
    if kind not in EVIDENCE:
        raise BadInput("evidence-kind-unknown", "Không có loại minh chứng này.", field="kind")
    media_type = media_type_of(data)
    if len(papers_of(by.subject_id)) >= MOST_PAPERS:
        raise RuleBroken("evidence-full", "Kho minh chứng đã đầy; xin bỏ bớt giấy cũ.", field="file")
    name = keep_file(data, media_type, now, folder=folder)
    query = select(Evidence).where(
        Evidence.subject_id == by.subject_id, Evidence.file_hash == name, Evidence.kind == kind
    )
    paper = db.session.scalar(query.where(Evidence.dropped_at.is_(None)))
    if paper is None:
        paper = Evidence(
            subject_id=by.subject_id, file_hash=name, kind=kind, title=title, expires_on=expires_on, added_at=now,
            added_by=by.id,
        )  # fmt: skip
        db.session.add(paper)
        db.session.flush()
        record_act(by, now, "add", "evidence", paper.id, after={"kind": kind, "title": title, "hash": name})
    db.session.flush()
    return paper


def papers_of(subject_id: str) -> list[Evidence]:
    """Return the papers of a subject that are in use, the latest first."""
    query = select(Evidence).where(Evidence.subject_id == subject_id, Evidence.dropped_at.is_(None))
    return list(db.session.scalars(query.order_by(Evidence.added_at.desc(), Evidence.id.desc())))


def papers_by_id(ids: set[str]) -> dict[str, tuple[Evidence, File]]:
    """Return papers and what is known of their files, by id."""
    query = select(Evidence, File).join(File, File.hash == Evidence.file_hash).where(Evidence.id.in_(ids))
    return {row[0].id: (row[0], row[1]) for row in db.session.execute(query)}


def named_paper(paper: Evidence, file: File) -> dict[str, Any]:
    """Return what a dossier says of a paper."""
    return {
        "id": paper.id,
        "kind": paper.kind,
        "title": paper.title,
        "expires_on": paper.expires_on.isoformat() if paper.expires_on else None,
        "hash": file.hash,
        "size": file.size,
        "media_type": file.media_type,
    }


def own_paper(by: Actor, paper_id: str) -> Evidence:
    """Return a paper of the actor's own subject. Raises NotFound `evidence-unknown`."""
    paper = db.session.get(Evidence, paper_id[:36].replace("\x00", ""))
    if paper is None or by.subject_id is None or paper.subject_id != by.subject_id:
        raise NotFound("evidence-unknown", "Không có minh chứng này.", field="evidence")
    return paper


def drop_paper(by: Actor, now: datetime, paper: Evidence) -> None:
    """Take a paper out of the subject's store; dossiers that were filed with it keep it.

    Raises Conflict `evidence-in-use` while a dossier that is being written names it.
    """
    query = dossiers_for(by).where(Dossier.state.in_(["draft", "returned"]))
    if any(paper.id in ids for one in db.session.scalars(query) for ids in one.evidence.values()):
        raise Conflict("evidence-in-use", "Giấy này đang dùng trong một hồ sơ; xin bỏ ở hồ sơ trước.")
    paper.dropped_at = now
    record_act(by, now, "drop", "evidence", paper.id, before={"title": paper.title})
    db.session.flush()


def paper_file(by: Actor, paper_id: str, folder: Path, seed: Path) -> tuple[Path, str, str]:
    """Return the path, media type and a name of a paper that the asker may read.

    Its subject's own, or one that proves a criterion which the asker sees in a dossier. Raises NotFound
    `evidence-unknown`.
    """
    paper = db.session.get(Evidence, paper_id[:36].replace("\x00", ""))
    if paper is None or not (paper.subject_id == by.subject_id or _is_seen(by, paper, seed)):
        raise NotFound("evidence-unknown", "Không có minh chứng này.")
    path, media_type = find_file(paper.file_hash, folder)
    return path, media_type, f"minh-chung-{paper.file_hash[:10]}.{SUFFIXES.get(media_type, 'bin')}"


def _is_seen(by: Actor, paper: Evidence, seed: Path) -> bool:
    """Tell whether a dossier that the asker may read was filed with a paper for a criterion that he sees."""
    query = dossiers_for(by).where(Dossier.subject_id == paper.subject_id)
    for dossier in db.session.scalars(query):
        is_told = can(by, Action.READ_PRIVATE, dossier)
        hidden = None if is_told else private_criterion(rubric_for(dossier, seed))
        filed = select(DossierVersion.content).where(DossierVersion.dossier_id == dossier.id)
        for content in db.session.scalars(filed):
            papers = (
                named["id"] for code, all_of in content["evidence"].items() if code != hidden for named in all_of
            )
            if paper.id in papers:
                return True
    return False
