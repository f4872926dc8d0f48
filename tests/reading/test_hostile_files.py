"""Files that are broken, locked, huge, or made to do harm: each is read, or refused by a sentence that says what to do."""

import io
import random
import socket
import zipfile

import pypdfium2
import pytest
import typst

from inspections.loading.reading import child
from inspections.loading.reading.child import read_safely
from inspections.loading.reading.passages import CannotRead, Format, Passage, PassageKind
from inspections.loading.reading.reader import read
from tests.reading.making_papers import word_of

WORDS = (
    Passage(1, PassageKind.PARAGRAPH, "The board met in May."),
    Passage(2, PassageKind.PARAGRAPH, "It agreed the plan."),
)
TEXTS = ["The board met in May.", "It agreed the plan."]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def texts(content, reader=read):
    return [passage.text for passage in reader(content).passages]


def refusal(content, reader=read):
    with pytest.raises(CannotRead) as caught:
        reader(content)
    return str(caught.value)


def pdf(source):
    return typst.compile(source.encode())


@pytest.fixture(scope="module")
def plain_pdf():
    return pdf("The board met in May.\n\nIt agreed the plan.")


@pytest.fixture(scope="module")
def plain_word():
    return word_of(WORDS)


def with_parts(word, **parts):
    """A Word file with some of its parts changed or added, the dots and slashes of their names as keys."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def document(body):
    return f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def paragraph(words):
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


# A PDF with an RC4 password: Length 40, revision 2, made by the rules of PDF 1.4, section 3.5 ------------------------


def _rc4(key, data):
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _object_pdf(objects, trailer=""):
    out, places = bytearray(b"%PDF-1.4\n"), []
    for at, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % at + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def _stream(data):
    return b"<</Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def small_pdf(pages=1, words=b"BT /F1 12 Tf 72 700 Td (The board met in May.) Tj ET"):
    kids = b" ".join(b"%d 0 R" % (5 + at) for at in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        _stream(words),
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    return _object_pdf(objects + [page] * pages)


def locked_pdf(password):
    from hashlib import md5

    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    user = (password.encode() + pad)[:32]
    owner_key = md5((b"owner" + pad)[:32]).digest()[:5]
    owner = _rc4(owner_key, user)
    identity, permissions = b"0123456789abcdef", (-4).to_bytes(4, "little", signed=True)
    key = md5(user + owner + permissions + identity).digest()[:5]
    words = b"BT /F1 12 Tf 72 700 Td (The board met in May.) Tj ET"
    of_object = md5(key + (4).to_bytes(3, "little") + (0).to_bytes(2, "little")).digest()[:10]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[5 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        _stream(_rc4(of_object, words)),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
        b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (owner.hex().encode(), _rc4(key, pad).hex().encode()),
    ]
    return _object_pdf(objects, f"/Encrypt 6 0 R/ID[<{identity.hex()}><{identity.hex()}>]")


LOCKED = "The PDF is locked with a password. Save a copy without one and give that."
DAMAGED_PDF = "The PDF is damaged and cannot be opened. Open it, print it to a new PDF, and give that."
NO_TEXT = "The PDF holds no text. Give a version with text, such as the Word file it was made from."
EMPTY = "The file is empty. Check that it was saved, and give it again."
UNKNOWN = "This type of file cannot be read. Give a PDF, Word, HTML, Markdown or text file."
PACKED = "The file is a packed folder ({}). Unpack it and give the paper that is in it."
PICTURE = "The file is a picture ({}). Give a version with text: the Word file or the PDF that it was made from."


# PDF ------------------------------------------------------------------------------------------------------------------


def test_a_locked_pdf_is_refused_and_one_whose_password_is_empty_is_read():
    assert refusal(locked_pdf("secret")) == LOCKED
    assert texts(locked_pdf("")) == ["The board met in May."]


@pytest.mark.parametrize("part", [0.05, 0.3, 0.9], ids=["twentieth", "third", "most"])
def test_a_pdf_that_is_cut_off_is_refused(plain_pdf, part):
    assert refusal(plain_pdf[: int(len(plain_pdf) * part)]) in (DAMAGED_PDF, NO_TEXT)


def test_a_pdf_that_is_only_a_beginning_is_refused():
    assert refusal(b"%PDF-1.7\n") == DAMAGED_PDF


def test_a_pdf_without_pages_is_refused():
    made = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.save(made)
    document.close()
    assert refusal(made.getvalue()) == "The PDF has no pages. Check that it is the right file, and that it opens."


def test_a_pdf_of_pictures_is_refused_with_what_to_give_instead():
    square = '#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\" width=\\"9\\" height=\\"9\\"></svg>"))'
    picture = _object_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
            b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\nstream\n0\nendstream",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</XObject<</I 3 0 R>>>>>>",
            _stream(b"q 500 0 0 700 40 40 cm /I Do Q"),
        ]
    )
    assert refusal(picture) == (
        "The PDF holds pictures of pages and no text, as a scanner makes them. Give a version with text: the Word file it "
        "was made from, or the PDF after text recognition."
    )
    assert refusal(pdf(f"{square}")) == (
        "The PDF holds no text. Give a version with text, such as the Word file it was made from."
    )


def test_a_pdf_of_five_thousand_pages_is_refused():
    assert refusal(small_pdf(5_000)) == (
        "The PDF has 5,000 pages; a paper of up to 2,000 is read. Give the part that matters."
    )


def test_a_pdf_of_some_pages_is_read():
    assert texts(small_pdf(3)) == ["The board met in May."] * 3


# Word -----------------------------------------------------------------------------------------------------------------


def test_a_word_file_that_is_cut_off_is_refused(plain_word):
    assert refusal(plain_word[:-500]) == (
        "The Word file is cut off or damaged and cannot be opened. Open it in Word, save it again as .docx, and give that."
    )


@pytest.mark.parametrize("at", [0, 10, 60])
def test_a_word_file_with_a_spoilt_part_is_refused(plain_word, at):
    name = b"word/document.xml"
    start = plain_word.index(name) + len(name) + at  # where the packed words begin
    assert refusal(plain_word[:start] + b"\xff\xff\xff" + plain_word[start + 3 :]) == (
        "The Word file is damaged and cannot be opened. Open it in Word, save it again as .docx, and give that."
    )


def test_a_zip_bomb_is_not_unpacked(plain_word):
    bomb = with_parts(plain_word, **{"word/document.xml": b" " * 80_000_000})
    assert refusal(bomb) == (
        "The Word file unpacks to far more than a paper holds, and was not opened. Open it in Word, save it again as "
        ".docx, and give that."
    )


def test_a_part_that_says_a_smaller_size_than_it_has_is_refused(plain_word):
    bomb = bytearray(with_parts(plain_word, **{"word/document.xml": document(paragraph("A " * 200_000))}))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as package:
        size = package.getinfo("word/document.xml").file_size
    lie = bytes(bomb).replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert refusal(lie).startswith("The Word file is")


def test_an_entity_bomb_is_refused(plain_word):
    lots = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">{lots}]><w:document xmlns:w="{W}"><w:body>{paragraph("&a11;")}</w:body></w:document>'
    assert refusal(with_parts(plain_word, **{"word/document.xml": bomb})) == (
        "The Word file defines entities of its own, which Word never does. Open it in Word, save it again as .docx, and "
        "give that."
    )


def test_a_file_elsewhere_is_never_put_in(plain_word, tmp_path):
    (tmp_path / "secret").write_text("a secret")
    bomb = f'<?xml version="1.0"?><!DOCTYPE d SYSTEM "file://{tmp_path}/secret"><w:document xmlns:w="{W}"><w:body>{paragraph("x")}</w:body></w:document>'
    assert "entities" in refusal(with_parts(plain_word, **{"word/document.xml": bomb}))


def test_a_macro_and_a_template_elsewhere_are_ignored_and_told(plain_word):
    template = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="http://192.0.2.1/evil.dotm" TargetMode="External"/></Relationships>'
    )
    made = with_parts(plain_word, **{"word/vbaProject.bin": b"macro", "word/_rels/settings.xml.rels": template})
    paper = read(made)
    assert [passage.text for passage in paper.passages] == TEXTS
    assert paper.notes == (
        "The Word file holds a macro, which was ignored.",
        "The Word file names a template elsewhere, which was not fetched.",
    )


@pytest.mark.parametrize("deep", [50, 20_000], ids=["fifty", "twenty thousand"])
def test_tables_nested_beyond_reason_are_read_or_refused(plain_word, deep):
    body = "<w:tbl><w:tr><w:tc>" * deep + paragraph("Inmost.") + "</w:tc></w:tr></w:tbl>" * deep
    made = with_parts(plain_word, **{"word/document.xml": document(body)})
    if deep == 50:
        assert texts(made) == ["Inmost."]
    else:
        assert refusal(made).startswith("The Word file is damaged")


def test_a_table_of_ten_thousand_columns_is_refused(plain_word):
    row = "<w:tr>" + f"<w:tc>{paragraph('x')}</w:tc>" * 10_000 + "</w:tr>"
    made = with_parts(plain_word, **{"word/document.xml": document(f"<w:tbl>{row}{row}</w:tbl>")})
    assert refusal(made) == "A table has more than 200 columns. Give it as a PDF of its pages, or in parts."


# Other kinds ----------------------------------------------------------------------------------------------------------


def zipped(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return made.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MAIL = b"From: a@example.org\nTo: b@example.org\nSubject: Plan\nMIME-Version: 1.0\n\nPlease see attached.\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", EMPTY),
        (b" \r\n\t \n", EMPTY),
        (b"\0" * 50, EMPTY),
        (b"\xef\xbb\xbf  \n", EMPTY),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), PICTURE.format("PNG")),
        (b"\xff\xd8\xff\xe0" + bytes(50), PICTURE.format("JPEG")),
        (b"GIF89a" + bytes(50), PICTURE.format("GIF")),
        (b"II*\0" + bytes(50), PICTURE.format("TIFF")),
        (b"RIFF\x10\0\0\0WEBPVP8 ", PICTURE.format("WebP")),
        (b"\0\0\0\x18ftypheic", PICTURE.format("HEIC")),
        (b"\x1f\x8b\x08" + bytes(20), PACKED.format("gzip")),
        (zipped("paper.pdf"), PACKED.format("zip")),
        (rb"{\rtf1\ansi A plan.}", "The file is in Rich Text Format (.rtf). Open it, save it as a Word file (.docx), and give that."),
        (OLD + "WordDocument".encode("utf-16-le"), "The file is in Word's old format (.doc). Open it, save it as a Word file of today's kind (.docx), and give that."),
        (OLD + "Workbook".encode("utf-16-le"), "The file is a spreadsheet (.xls). Open it, save it as a PDF, and give that."),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "The file is locked with a password. Open it in Word, save a copy without one, and give that."),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "The file is a spreadsheet (.xlsx). Open it, save it as a PDF, and give that."),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "The file is a slide show (.pptx). Open it, save it as a PDF, and give that."),
        (zipped("mimetype", "content.xml"), "The file is an OpenDocument file (such as .odt). Open it, save it as a Word file (.docx) or a PDF, and give that."),
        (MAIL, "The file is an e-mail. Save the paper that is attached to it, and give that."),
        (random.Random(4).randbytes(5_000), UNKNOWN),
        (b"\x7fELF" + bytes(60), "The file is a program and was not opened. Give a PDF, Word, HTML, Markdown or text file."),
    ],
    ids=["empty", "white", "zeros", "mark", "png", "jpeg", "gif", "tiff", "webp", "heic", "gzip", "zip", "rtf", "doc", "xls",
         "locked", "xlsx", "pptx", "odt", "eml", "noise", "program"],
)  # fmt: skip
def test_what_is_no_paper_is_told_by_its_content(content, sentence):
    assert refusal(content) == sentence


# Text and HTML --------------------------------------------------------------------------------------------------------

MARKED = "Children’s plan – “good” £5m\n\nIt cost 20% less."


@pytest.mark.parametrize(
    "content",
    [
        MARKED.encode("utf-8"),
        MARKED.encode("utf-8-sig"),
        MARKED.encode("cp1252"),
        MARKED.encode("utf-16"),
        MARKED.encode("utf-16-le"),
        MARKED.encode("utf-16-be"),
        MARKED.replace("\n\n", "\r\n\r").encode("utf-8"),
        MARKED.replace("plan", "pl\0an").encode("utf-8"),
        MARKED.encode("utf-8").replace("’".encode(), b"\x92"),
    ],
    ids=["utf-8", "utf-8 mark", "windows-1252", "utf-16 mark", "utf-16-le", "utf-16-be", "line ends", "zero", "mixed"],
)
def test_a_text_is_read_whatever_its_encoding(content):
    assert texts(content) == ["Children’s plan – “good” £5m", "It cost 20% less."]


def test_a_page_in_windows_1252_is_read():
    page = "<html><head><meta charset=windows-1252></head><body><p>Children’s plan – £5m</p></body></html>"
    assert texts(page.encode("cp1252")) == ["Children’s plan – £5m"]


def test_scripts_are_dropped_and_pictures_elsewhere_are_not_fetched(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    page = (
        '<html><body onload="steal()"><script>steal()</script><img src="http://192.0.2.1/spy.gif" alt="spy">'
        '<p style="background:url(http://192.0.2.1/)">Words.</p><iframe src="http://192.0.2.1"></iframe></body></html>'
    )
    assert texts(page.encode()) == ["Words."]


def test_a_hundred_thousand_nested_elements_are_read():
    page = "<html><body>" + "<div>" * 100_000 + "Inmost." + "</div>" * 100_000 + "<p>After.</p></body></html>"
    assert texts(page.encode()) == ["Inmost.", "After."]


def test_a_page_of_ten_thousand_columns_is_bounded():
    page = "<table><tr>" + "<td>x</td>" * 10_000 + "</tr><tr>" + "<td>y</td>" * 10_000 + "</tr></table>"
    assert refusal(page.encode()) == "A table has more than 200 columns. Give it as a PDF of its pages, or in parts."


def test_thirty_megabytes_of_text_are_refused():
    assert refusal(b"The board met in May. " * 1_400_000) == (
        "The text is 31 MB long, more than the 20 MB that are read. Give it in parts."
    )


def test_many_paragraphs_are_refused():
    assert refusal(b"The board met in May.\n\n" * 100_000) == (
        "The file holds more than 60,000 paragraphs or 6,000,000 characters, too much for one paper. Give the paper in parts."
    )


def test_a_line_of_millions_of_letters_is_read():
    line = "word " * 1_000_000
    assert texts(line.encode()) == [line.strip()]


# In a process of its own ----------------------------------------------------------------------------------------------


def test_the_child_reads_what_the_reader_reads(plain_pdf, plain_word):
    for content in (plain_pdf, b"# Plan\n\n- one\n\n| A | B |\n|--|--|\n| 1 | 2 |"):
        assert read_safely(content) == read(content)


def test_a_name_is_never_opened_and_a_wrong_ending_is_told(plain_word):
    paper = read_safely(plain_word, "../../etc/passwd\0.pdf")
    assert paper.format == Format.WORD
    assert paper.notes == ("The file's name says a PDF; its content is a Word file and was read as that.",)
    assert read_safely(b"Words.", "../../../etc/passwd").notes == ()


def test_the_child_refuses_with_the_readers_sentence():
    assert refusal(b"", read_safely) == EMPTY


def test_a_child_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(child, "_START", "while True: pass")
    monkeypatch.setattr(child, "MOST_SECONDS", 0.2)
    assert refusal(b"Words.", read_safely).startswith("Reading the file took longer than")


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("import os; os.abort()", "The file is damaged or unusual"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "The file is damaged or unusual"),
        ("print('no json')", "The file is damaged or unusual"),
        (
            "import os, signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGXFSZ)",
            "The file unpacks to more",
        ),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "Reading the file took longer"),
    ],
    ids=["abort", "fault", "nonsense", "output", "time"],
)
def test_a_child_that_dies_gives_a_sentence(monkeypatch, start, sentence):
    monkeypatch.setattr(child, "_START", start)
    assert refusal(b"Words.", read_safely).startswith(sentence)


@pytest.mark.parametrize(
    ("does", "sentence"),
    [
        ("bytearray(2_000_000_000)", "The file unpacks to more"),
        ("import socket; socket.socket()", "The file is damaged or unusual"),
        ("import sys; 'django' in sys.modules and print() or 1 / 0", "The file is damaged or unusual"),
    ],
    ids=["memory", "network", "any error"],
)
def test_the_child_is_confined(monkeypatch, does, sentence):
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); from inspections.loading.reading import child, reader\n"
        f"def read(content):\n    {does}\n"
        "reader.read = read\nchild.main(*sys.argv[2:])"
    )
    monkeypatch.setattr(child, "_START", start)
    assert refusal(b"Words.", read_safely).startswith(sentence)
