//! Both sequences of a cover payment, held against each other: names that were taken out, or are not the same.
//!
//! Source: Basel Committee, Due diligence and transparency regarding cover payment messages (2009): the customers of the covered payment are
//! to be in the cover, complete and unaltered.

use std::borrow::Cow;

use portcullis_model::{Note, Party, Payment, Role, Underlying, is_placeholder};

use crate::csv::value::excerpt;

/// Characters of a name that may be cut: it goes on elsewhere.
const FULL_NAME_CHARS: usize = 33;

/// Notes where the customers of a covered payment are missing, and where one bank or customer has two names.
pub(crate) fn note_differences<'a>(payment: &mut Payment<'a>) {
    let Some(below) = payment.underlying.take() else {
        return;
    };
    note_missing(&below, payment);
    let named = |party: &&Party<'a>| !party.name.is_empty() && !is_placeholder(&party.name);
    let above = payment.parties.iter().chain(&payment.agents).filter(named);
    let mut notes: Vec<Note<'a>> = Vec::new();
    for party in above {
        for other in below.parties.iter().chain(&below.agents).filter(named) {
            if let Some(code) = shared_code(party, other)
                && !is_same_name(&party.name, &other.name)
            {
                let (here, there) = (excerpt(&other.name), excerpt(&party.name));
                notes.push(Note {
                    path: other.path.clone(),
                    problem: format!(
                        "is {here}, and {there} in {} of the cover, with the same {code}",
                        party.path
                    ),
                });
            }
        }
    }
    payment.notes.append(&mut notes);
    payment.underlying = Some(below);
}

/// Notes customers of whom nothing is said, or nothing that says who they are.
fn note_missing<'a>(below: &Underlying<'a>, payment: &mut Payment<'a>) {
    for (role, problem) in [
        (
            Role::Debtor,
            "is not in it: the covered payment names nobody who pays",
        ),
        (
            Role::Creditor,
            "is not in it: the covered payment names nobody who is paid",
        ),
    ] {
        let party = below.parties.iter().find(|party| party.role == role);
        let note = match party {
            None => Note {
                path: Cow::Borrowed(role.as_str()),
                problem: problem.to_owned(),
            },
            Some(party) if is_placeholder(&party.name) => Note {
                path: party.path.clone(),
                problem: format!("{} names nobody", excerpt(&party.name)),
            },
            Some(party) if is_nameless(party) => Note {
                path: party.path.clone(),
                problem: "has no name".to_owned(),
            },
            Some(_) => continue,
        };
        payment.notes.push(note);
    }
}

/// Whether nothing says who a customer is; a bank that is one is told by its BIC.
fn is_nameless(party: &Party<'_>) -> bool {
    [&*party.name, &party.bic, &party.ids, party.lei()]
        .iter()
        .all(|text| text.is_empty())
}

/// What kind of code two parties share, if they share one.
fn shared_code(a: &Party<'_>, b: &Party<'_>) -> Option<&'static str> {
    let is_same = |a: &str, b: &str| !a.is_empty() && a.eq_ignore_ascii_case(b);
    // The branch is no part of who a bank is.
    let institution = |party: &Party<'_>| party.bic.get(..8).unwrap_or_default().to_owned();
    if is_same(&institution(a), &institution(b)) {
        Some("BIC")
    } else if is_same(a.lei(), b.lei()) {
        Some("LEI")
    } else if is_same(&a.account, &b.account) && !is_placeholder(&a.account) {
        Some("account")
    } else if is_same(&a.ids, &b.ids) {
        Some("identification")
    } else {
        None
    }
}

/// Whether two names are one as messages write it: the same words in any order, or one that was cut where its field ended.
#[must_use]
pub fn is_same_name(a: &str, b: &str) -> bool {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is_full = shorter.trim().chars().count() >= FULL_NAME_CHARS;
    let (mut some, mut others) = (words(shorter), words(longer));
    let (joined, joined_others) = (some.concat(), others.concat());
    if joined == joined_others || is_full && joined_others.starts_with(&joined) {
        return true;
    }
    some.sort_unstable();
    others.sort_unstable();
    some == others
}

fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Party, Payment, Role, Underlying};

    use super::note_differences;

    fn bank(role: Role, path: &'static str, bic: &'static str, name: &'static str) -> Party<'static> {
        Party {
            bic: bic.into(),
            path: path.into(),
            ..Party::named(role, name)
        }
    }

    /// What is noted of a cover by the bank above and the bank and customers below.
    fn noted(above: Party<'static>, below: Party<'static>, customers: [&'static str; 2]) -> Vec<String> {
        let [debtor, creditor] = customers;
        let parties = [(Role::Debtor, "Dbtr", debtor), (Role::Creditor, "Cdtr", creditor)];
        let parties = parties.into_iter().filter(|(.., name)| *name != "(none)");
        let mut payment = Payment {
            underlying: Some(Box::new(Underlying {
                parties: parties
                    .map(|(role, path, name)| bank(role, path, "", name))
                    .collect(),
                agents: vec![below],
                ..Underlying::default()
            })),
            ..Payment::default().with(above)
        };
        note_differences(&mut payment);
        assert!(payment.underlying.is_some());
        payment.notes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_bank_with_two_names_is_noted_and_other_differences_are_none() {
        let above = |bic, name| bank(Role::Debtor, ":52D:", bic, name);
        let below = |bic, name| bank(Role::DebtorAgent, "52 below", bic, name);
        let customers = ["Maren Ostby", "Lindqvist Bakery AB"];
        // Header, covered payment, what is said.
        for (one, other, said) in [
            (("MELIIRTH", "BANK MELLI IRAN"), ("MELIIRTHXXX", "BANK"), true),
            (("MELIIRTH", "BANK MELLI IRAN"), ("MELIIRTH", "MELLI BANK"), true),
            (
                ("MELIIRTH", "CENTRAL TRADE BANK"),
                ("MELIIRTH", "BANK MELLI IRAN"),
                true,
            ),
            // The same, however it is written.
            (
                ("MELIIRTH", "BANK MELLI IRAN"),
                ("MELIIRTH", "Bank Melli, Iran"),
                false,
            ),
            (
                ("MELIIRTH", "IRAN BANK MELLI"),
                ("MELIIRTH", "BANK MELLI IRAN"),
                false,
            ),
            (
                ("MELIIRTH", "BANKMELLI IRAN"),
                ("MELIIRTH", "BANK MELLI IRAN"),
                false,
            ),
            // Cut at the end of its field.
            (
                ("DEUTDEFF", "DEUTSCHE BANK AKTIENGESELLSCHAFT FRA"),
                ("DEUTDEFF", "DEUTSCHE BANK AKTIENGESELLSCHAFT FRANKFURT"),
                false,
            ),
            // A code is enough.
            (("MELIIRTH", ""), ("MELIIRTH", "BANK MELLI IRAN"), false),
            (("MELIIRTH", "BANK MELLI IRAN"), ("MELIIRTH", ""), false),
            // Two banks.
            (
                ("MELIIRTH", "BANK MELLI IRAN"),
                ("DEUTDEFF", "DEUTSCHE BANK AG"),
                false,
            ),
            (("", "BANK MELLI IRAN"), ("", "DEUTSCHE BANK AG"), false),
        ] {
            let notes = noted(above(one.0, one.1), below(other.0, other.1), customers);
            let expected = format!(
                "52 below is `{}`, and `{}` in :52D: of the cover, with the same BIC",
                other.1, one.1
            );
            let expected: &[String] = if said { &[expected] } else { &[] };
            assert_eq!(notes, expected, "{one:?} / {other:?}");
        }
    }

    #[test]
    fn customers_who_are_missing_or_called_nobody_are_noted() {
        let above = || bank(Role::Debtor, ":52A:", "AAAADEFF", "");
        let below = || bank(Role::DebtorAgent, ":52A:", "AAAADEFF", "");
        for (customers, said) in [
            (["Maren Ostby", "Lindqvist Bakery AB"], &[][..]),
            (
                ["(none)", "Lindqvist Bakery AB"],
                &["debtor is not in it: the covered payment names nobody who pays"],
            ),
            (
                ["Maren Ostby", "(none)"],
                &["creditor is not in it: the covered payment names nobody who is paid"],
            ),
            (
                ["ONE OF OUR CLIENTS", ""],
                &["Dbtr `ONE OF OUR CLIENTS` names nobody", "Cdtr has no name"],
            ),
        ] {
            assert_eq!(noted(above(), below(), customers), said, "{customers:?}");
        }
    }
}
