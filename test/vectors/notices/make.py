"""Writes the vectors beside this file, with nothing but Python's standard library: what docs/formats/notice.md says, implemented a second time.

    python3 test/vectors/notices/make.py
"""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent


def canonical(value):
    """RFC 8785 for what our formats hold: ASCII keys, NFC strings, integers."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def write(name, value):
    (FOLDER / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def ident(character):
    return character * 32


WINDOWS = {"revealSeconds": 3600, "custodianSeconds": 1800, "signatureSeconds": 1800, "objectionSeconds": 1800}
POLICY = {"kind": "both", "k": 2, "n": 3, "remedyK": 3, "windows": WINDOWS}
SEATS = [{"i": i, "party": ident(str(i))} for i in (1, 2, 3)]

custody_policy = canonical({"v": "custody-policy/1", "tender": ident("a"), "openingPolicy": POLICY, "seats": SEATS})
write(
    "custody-policy.json",
    {
        "about": "What a custodian accepts, and its digest.",
        "tender": ident("a"),
        "openingPolicy": POLICY,
        "seats": SEATS,
        "canonical": custody_policy,
        "sha256": digest(custody_policy),
    },
)

custodians = [
    {
        "i": i,
        "party": ident(str(i)),
        "name": f"第{i}保管单位",
        "person": ident(str(i + 3)),
        "certSha256": str(i) * 64,
        "keySpki": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" + "A" * 85 + str(i),
        "keySha256": "abc"[i - 1] * 64,
        "acceptActSha256": "def"[i - 1] * 64,
    }
    for i in (1, 2, 3)
]


def label(zh, en):
    return {"zh": zh, "en": en}


notice = {
    "v": "notice/1",
    "rulePack": "cn",
    "code": "A33010220260312K7Q2MXR",
    "category": "engineering",
    "method": "open-tender",
    "region": "330102",
    "round": 1,
    "title": "城中区供水管网改造工程施工招标公告",
    "summary": "改造老旧供水管道十二公里。",
    "text": "一、招标条件\n本项目已经批准建设。",
    "qualification": "市政公用工程施工总承包三级及以上资质。",
    "evaluation": {"method": "comprehensive-scoring", "text": "商务60分，技术40分。"},
    "publishAt": "2026-03-12T04:00:00.000Z",
    "documentsUntil": "2026-03-23T04:00:00.000Z",
    "questionsUntil": "2026-03-24T04:00:00.000Z",
    "deadlineAt": "2026-04-07T01:30:00.000Z",
    "lots": [{"id": ident("b"), "name": "一标段：主干管", "budget": "12000000.00", "ceilingPrice": "11500000.00"}],
    "tenderer": {"party": ident("c"), "name": "临江市水务局"},
    "agency": {"party": ident("d"), "name": "临江公正招标代理有限公司"},
    "documents": [{"name": "招标文件.pdf", "version": 1, "sha256": "0123456789abcdef" * 4, "size": 482133}],
    "openingPolicy": POLICY,
    "custodians": custodians,
    "envelopes": [
        {
            "name": "qualification",
            "opensAt": "opening",
            "fields": [],
            "files": [{"name": "guarantee", "label": label("投标保函", "Guarantee"), "isRequired": True}],
        },
        {
            "name": "commercial",
            "opensAt": "opening",
            "fields": [
                {"name": "price", "label": label("投标报价", "Price"), "type": "price", "isRequired": True},
                {"name": "period", "label": label("工期（日历天）", "Days"), "type": "days", "isRequired": True},
            ],
            "files": [],
        },
    ],
    "limits": {"maxEnvelopeBytes": 67108864},
    "amends": None,
}
text = canonical(notice)
write("notice.json", {"about": "A notice/1 as the body of notice.file, and its canonical form.", "notice": notice, "canonical": text, "sha256": digest(text)})

# Rule G4. Days off as the State Council arranged them, weekends worked in exchange.
OFF = [
    ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"), ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"), ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]
WORKED = {
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
}
holidays = set()
for first, last in OFF:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        holidays.add(day.isoformat())
        day += timedelta(1)


def is_working(day):
    text = day.isoformat()
    return text in WORKED or (day.weekday() < 5 and text not in holidays)


def last_day(first, unit, count):
    day = date.fromisoformat(first)
    if unit == "calendar-days":
        day += timedelta(count)
        while day.isoformat() in holidays:
            day += timedelta(1)
        return day.isoformat()
    while count > 0:
        day += timedelta(1)
        if is_working(day):
            count -= 1
    return day.isoformat()


periods = []
day = date(2025, 1, 1)
while day < date(2026, 11, 20):
    for unit, count in (("calendar-days", 3), ("calendar-days", 5), ("calendar-days", 15), ("calendar-days", 20), ("working-days", 5), ("working-days", 7)):
        periods.append(f"{day.isoformat()} {unit} {count} {last_day(day.isoformat(), unit, count)}")
    day += timedelta(3)
write("periods.json", {"about": "First day, unit, count, last day of the period (rule G4), calendars of 2025 and 2026.", "periods": periods})
