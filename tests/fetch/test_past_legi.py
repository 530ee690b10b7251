"""The open base of French law: archives written for these tests in the shape that DILA describes (illustrations)."""

from __future__ import annotations

import io
import tarfile
from datetime import date

import pytest

from regdrift.errors import UsageError
from regdrift.model.document import ProvisionStatus
from regdrift.parse import read
from regdrift.past.legi import find_text, legi_versions

TEXT = "LEGITEXT000099999901"
ROOT = f"20270101-000000/legi/global/code_et_TNC_en_vigueur/code_en_vigueur/LEGI/TEXT/00/00/99/99/99/{TEXT}"
SECTION = "LEGISCTA000099999901"
SINCE = date(2000, 1, 1)


def link(kind, name, begins, ends, title=""):
    return f'<{kind} id="{name}" debut="{begins}" fin="{ends}" etat="VIGUEUR">{title}</{kind}>'


def article(number, name, begins, ends, words, state="VIGUEUR"):
    return f"""<ARTICLE><META><META_COMMUN><ID>{name}</ID></META_COMMUN><META_SPEC>
    <META_ARTICLE><NUM>{number}</NUM><ETAT>{state}</ETAT><DATE_DEBUT>{begins}</DATE_DEBUT><DATE_FIN>{ends}</DATE_FIN>
    </META_ARTICLE></META_SPEC></META><BLOC_TEXTUEL><CONTENU><p>{words}</p></CONTENU></BLOC_TEXTUEL></ARTICLE>"""


def name(number):
    return f"LEGIARTI0000999999{number:02}"


FILES = {
    f"texte/version/{TEXT}.xml": f"""<TEXTE_VERSION><META><META_COMMUN><ID>{TEXT}</ID></META_COMMUN><META_SPEC>
        <META_TEXTE_VERSION><TITRE>Code</TITRE><TITREFULL>Code des données (illustration)</TITREFULL>
        </META_TEXTE_VERSION></META_SPEC></META></TEXTE_VERSION>""",
    f"texte/struct/{TEXT}.xml": f"""<TEXTELR><STRUCT>
        {link("LIEN_SECTION_TA", SECTION, "2004-01-01", "2999-01-01", "Titre Ier : Principes")}</STRUCT></TEXTELR>""",
    f"section_ta/LEGI/SCTA/{SECTION}.xml": f"""<SECTION_TA><ID>{SECTION}</ID><STRUCTURE_TA>
        {link("LIEN_ART", name(1), "2004-01-01", "2012-06-01")}{link("LIEN_ART", name(2), "2012-06-01", "2999-01-01")}
        {link("LIEN_ART", name(3), "2004-01-01", "2018-03-01")}{link("LIEN_ART", name(4), "2222-02-22", "2999-01-01")}
        </STRUCTURE_TA></SECTION_TA>""",
    f"article/LEGI/{name(1)}.xml": article("L1", name(1), "2004-01-01", "2012-06-01", "L'avis suffit.", "MODIFIE"),
    f"article/LEGI/{name(2)}.xml": article("L1", name(2), "2012-06-01", "2999-01-01", "L'accord <br/>est requis."),
    f"article/LEGI/{name(3)}.xml": article("L2", name(3), "2004-01-01", "2018-03-01", "Un registre.", "ABROGE"),
    f"article/LEGI/{name(4)}.xml": article("L3", name(4), "2222-02-22", "2999-01-01", "Plus tard."),
}


def pack(path, files, *, removed=()):
    with tarfile.open(path, "w:gz") as archive:
        entries = {f"{ROOT}/{place}": text for place, text in files.items()}
        if removed:
            entries["20270101-000000/liste_suppression_legi.dat"] = "\n".join(removed)
        for place, text in entries.items():
            body = text.encode()
            member = tarfile.TarInfo(place)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return path


@pytest.fixture
def archive(tmp_path):
    return pack(tmp_path / "Freemium_legi_global_20270101-000000.tar.gz", FILES)


def texts(version):
    return {item.label: (item.text, item.status) for item in read(version.load()).provisions if item.label}


def test_each_day_on_which_something_begins_or_ends_is_a_version(archive):
    versions = legi_versions(archive, TEXT, SINCE)
    assert [version.on.isoformat() for version in versions] == ["2004-01-01", "2012-06-01", "2018-03-01"]
    first, second, third = (texts(version) for version in versions)
    assert first["Article L1"] == ("L'avis suffit.", ProvisionStatus.IN_FORCE)
    assert second["Article L1"] == ("L'accord\nest requis.", ProvisionStatus.IN_FORCE)
    assert second["Article L2"] == ("Un registre.", ProvisionStatus.IN_FORCE)
    assert third["Article L2"] == ("", ProvisionStatus.REPEALED)
    assert "Article L3" not in third
    assert read(versions[0].load()).title == "Code des données (illustration)"
    assert read(versions[0].load()).provisions[0].heading == "Titre Ier : Principes"
    assert len({version.key for version in versions}) == 3


def test_the_version_that_stood_on_the_first_day_begins_there(archive):
    versions = legi_versions(archive, TEXT, date(2010, 5, 5))
    assert [version.on.isoformat() for version in versions] == ["2010-05-05", "2012-06-01", "2018-03-01"]
    assert texts(versions[0])["Article L1"][0] == "L'avis suffit."


def test_later_archives_replace_and_remove_files(archive, tmp_path):
    mended = {f"article/LEGI/{name(2)}.xml": article("L1", name(2), "2012-06-01", "2999-01-01", "L'accord écrit.")}
    gone = f"legi/global/code_et_TNC_en_vigueur/code_en_vigueur/LEGI/TEXT/00/00/99/99/99/{TEXT}/article/LEGI/{name(3)}"
    pack(tmp_path / "LEGI_20270201-210000.tar.gz", mended, removed=[gone])
    versions = legi_versions(tmp_path, TEXT, SINCE)
    assert texts(versions[-1]) == {"Article L1": ("L'accord écrit.", ProvisionStatus.IN_FORCE)}


def test_an_unpacked_archive_gives_the_same(archive, tmp_path):
    folder = tmp_path / "unpacked"
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    kept = [(version.on, version.key, version.load()) for version in legi_versions(folder, TEXT, SINCE)]
    assert kept == [(version.on, version.key, version.load()) for version in legi_versions(archive, TEXT, SINCE)]


def test_what_is_no_archive_or_holds_another_text_is_said(archive, tmp_path):
    with pytest.raises(UsageError, match="does not stand in it"):
        legi_versions(archive, "LEGITEXT000099999902", SINCE)
    with pytest.raises(UsageError, match="no id of a text"):
        legi_versions(archive, "code civil", SINCE)
    broken = tmp_path / "LEGI_1.tar.gz"
    broken.write_bytes(archive.read_bytes()[:400])
    with pytest.raises(UsageError, match="cannot be read"):
        legi_versions(broken, TEXT, SINCE)


def test_sections_that_hold_each_other_end(tmp_path):
    itself = link("LIEN_SECTION_TA", SECTION, "2004-01-01", "2999-01-01", "Encore")
    section = f"<SECTION_TA><ID>{SECTION}</ID><STRUCTURE_TA>{itself}</STRUCTURE_TA></SECTION_TA>"
    loop = {**FILES, f"section_ta/LEGI/SCTA/{SECTION}.xml": section}
    (version, *_) = legi_versions(pack(tmp_path / "LEGI_1.tar.gz", loop), TEXT, SINCE)
    assert version.on == date(2004, 1, 1)


def test_the_text_is_found_in_key_or_address(make_source):
    assert find_text(make_source("https://example.org/", options={"text": TEXT})) == TEXT
    assert find_text(make_source(f"https://www.legifrance.gouv.fr/codes/texte_lc/{TEXT}")) == TEXT
    assert find_text(make_source("https://example.org/")) is None
