"""How SWIFT MT rows of expectations are compared with what `payments show` reads. Used by messages.py."""

import re


def role_of(party):
    """`debtor_2` of a covered payment is its debtor."""
    return re.sub(r"_\d+$", "", party["role"])


def of_role(payment, role):
    return next((p for p in payment.get("parties", []) + payment.get("agents", []) if role_of(p) == role), {})


def texts_of(payment):
    return [t["text"] for part in (payment, payment.get("underlying", {})) for t in part.get("texts", [])]


def head(payment, row):
    for what in ("payment_id", "value_date", "currency", "amount"):
        yield what, payment.get(what), row.get(what)


def compare(payment, row):
    """Yields (what, read, expected) of each difference from a row of expected.jsonl."""
    below = payment.get("underlying", {})
    customers = below or payment
    pairs = list(head(payment, row))
    pairs += [(f"{who} bic", of_role(payment, who).get("bic"), row[f"{who}_bic"]) for who in ("sender", "receiver")]
    for who in ("debtor", "creditor"):
        read, expected = of_role(customers, who), row[who]
        pairs += [(f"{who}_{field}", read.get(field), row.get(f"{who}_{field}")) for field in ("name", "account", "bic")]
        pairs.append((f"{who}_agent_bic", of_role(customers, f"{who}_agent").get("bic"), row[f"{who}_agent_bic"]))
        pairs.append((f"{who} country", read.get("country"), expected.get("country")))
        pairs.append((f"{who} born", read.get("birth_date", "").replace("-", "") or None, expected.get("birth_date")))
        pairs.append((f"{who} birth place", read.get("birth_place"), expected.get("birth_place")))
        # Of option F the town stands apart in the expectation.
        towns = [line.split("/", 1)[-1] for line in expected.get("country_town", [])]
        pairs.append((f"{who} address", read.get("address", []), [line.strip() for line in expected.get("address", [])] + towns))
    everyone = [p for part in (payment, below) for p in part.get("parties", []) + part.get("agents", [])]
    for other in row["other_parties"]:
        same = [p for p in everyone if p["path"] == f":{other['tag']}:"]
        for field in ("bic", "name", "account"):
            if other.get(field) and not any(p.get(field) == other[field] for p in same):
                pairs.append((f"{other['tag']} {field}", same, other[field]))
        if other.get("clearing") and not any(other["clearing"] in i for p in same for i in p.get("ids", [])):
            pairs.append((f"{other['tag']} clearing number", same, other["clearing"]))
    texts = texts_of(payment)
    lines = row["remittance"] + row["sender_to_receiver"] + row["regulatory"] + row.get("envelope_77T", [])
    pairs += [("text", texts, line) for line in lines if not any(line.strip() in text for text in texts)]
    return [pair for pair in pairs if pair[1] != pair[2]]


def compare_roles(payment, row):
    """Yields (what, read, expected) of each difference from a row of messages-mt.jsonl."""
    pairs = list(head(payment, row))
    roles = {p["role"]: p for p in payment.get("parties", []) + payment.get("agents", [])}
    for role, fields in row["roles"].items():
        read = roles.get(role, {})
        names = set(fields) | (set(read) - {"role", "path", "lines"})
        pairs += [(f"{role} {name}", read.get(name), fields.get(name)) for name in sorted(names)]
    # Some rows leave out between which banks the message goes.
    unnamed = set(roles) - set(row["roles"]) - {"sender", "receiver"}
    pairs.append(("roles", sorted(unnamed), []))
    # A text may be read twice, with words that were split at the end of a line joined.
    texts = [re.sub(r"\s+", " ", text) for text in texts_of(payment)]
    pairs += [("text", texts, text) for text in row["texts"] if not any(text in read for read in texts)]
    return [pair for pair in pairs if pair[1] != pair[2]]
