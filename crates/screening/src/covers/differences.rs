//! What a payment and the transfer that covers it say differently.

use std::borrow::Cow;

use portcullis_model::is_placeholder;
use portcullis_model::{Field, IdentifierKind};
use portcullis_names::identifier::canonical;
use portcullis_payments::is_same_name;

use super::{
    CoverDifference, CoverProblem, Part,
    log::{ROLES, Side},
};
use crate::{case::folded_words, resubmission::is_left_of};

/// What they say differently, party by party. A bank that only the cover names is none: its sender may stand in the header of the
/// payment.
pub(super) fn differences<'a>(payment: &Side<'a>, cover: &Side<'a>) -> Vec<CoverDifference<'a>> {
    let mut found = Vec::new();
    for (nth, role) in ROLES.into_iter().enumerate() {
        let (ours, theirs) = (Named::of(payment.party(nth)), Named::of(cover.party(nth)));
        let field = Field::Party(role, 1);
        let who = if role.is_agent() {
            of_bank(&ours, &theirs)
        } else {
            of_customer(&ours, &theirs)
        };
        found.extend(who.map(|problem| CoverDifference {
            field,
            part: Part::Name,
            problem,
            in_payment: ours.told(),
            in_cover: theirs.told(),
        }));
        let has_other_account =
            !ours.account.is_empty() && !theirs.account.is_empty() && ours.account != theirs.account;
        if !role.is_agent() && has_other_account {
            found.push(CoverDifference {
                field,
                part: Part::Account,
                problem: CoverProblem::Changed,
                in_payment: Cow::Owned(ours.account),
                in_cover: Cow::Owned(theirs.account),
            });
        }
    }
    found
}

/// A party as it is compared.
struct Named<'a> {
    /// Empty where it says nothing.
    name: &'a str,
    /// As written.
    written: &'a str,
    account: String,
    bic: &'a str,
}

impl<'a> Named<'a> {
    fn of([written, account, bic]: [&'a str; 3]) -> Named<'a> {
        let account = if is_placeholder(account) {
            String::new()
        } else {
            canonical(IdentifierKind::Account, account)
        };
        Named {
            name: if is_placeholder(written) { "" } else { written },
            written,
            account,
            bic,
        }
    }

    fn told(&self) -> Cow<'a, str> {
        Cow::Borrowed(if self.written.is_empty() {
            self.bic
        } else {
            self.written
        })
    }

    fn is_nobody(&self) -> bool {
        self.name.is_empty() && self.bic.is_empty()
    }

    /// Whether both have a BIC: of one institution, or not. The branch is no part of who a bank is.
    fn is_institution_of(&self, other: &Named<'_>) -> Option<bool> {
        let institution = |bic: &str| bic.get(..8).map(str::to_ascii_uppercase);
        Some(institution(self.bic)? == institution(other.bic)?)
    }
}

fn of_customer(ours: &Named<'_>, theirs: &Named<'_>) -> Option<CoverProblem> {
    match (ours.is_nobody(), theirs.is_nobody()) {
        (true, true) => None,
        (false, true) => Some(CoverProblem::MissingInCover),
        (true, false) => Some(CoverProblem::MissingInPayment),
        (false, false) => of_names(ours, theirs),
    }
}

/// Of a bank a code is enough; what the payment says of it and the cover does not was taken out.
fn of_bank(ours: &Named<'_>, theirs: &Named<'_>) -> Option<CoverProblem> {
    match (ours.is_nobody(), theirs.is_nobody()) {
        (true, _) => None,
        (false, true) => Some(CoverProblem::MissingInCover),
        (false, false) => match ours.is_institution_of(theirs) {
            Some(true) => None,
            Some(false) => Some(CoverProblem::Changed),
            None => of_names(ours, theirs),
        },
    }
}

/// Of two names, where both are there.
fn of_names(ours: &Named<'_>, theirs: &Named<'_>) -> Option<CoverProblem> {
    if ours.name.is_empty() || theirs.name.is_empty() {
        // One is told by its code alone, or by a word that names nobody beside a code.
        return match ours.is_institution_of(theirs) {
            Some(false) => Some(CoverProblem::Changed),
            _ => None,
        };
    }
    if is_same_name(ours.name, theirs.name) {
        return None;
    }
    let (mut ours, mut theirs) = (folded_words(ours.name), folded_words(theirs.name));
    ours.sort_unstable();
    theirs.sort_unstable();
    let letters = |words: &[String]| words.iter().map(String::len).sum::<usize>();
    if ours == theirs {
        None
    } else if letters(&theirs) < letters(&ours) && is_left_of(&theirs, &ours) {
        Some(CoverProblem::ShortenedInCover)
    } else if letters(&ours) < letters(&theirs) && is_left_of(&ours, &theirs) {
        Some(CoverProblem::ShortenedInPayment)
    } else {
        Some(CoverProblem::Changed)
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Party, Payment, References, Role, Underlying};

    use crate::covers::Covers;

    fn party(role: Role, name: &'static str, account: &'static str, bic: &'static str) -> Party<'static> {
        Party {
            account: account.into(),
            bic: bic.into(),
            ..Party::named(role, name)
        }
    }

    fn payment(parties: Vec<Party<'static>>) -> Payment<'static> {
        let mut payment = Payment::new("P1");
        payment.references.uetr = "EB6305C9-1F7F-49DE-AED0-16487C27B42D".into();
        parties.into_iter().for_each(|party| payment.push(party));
        payment
    }

    fn cover(parties: Vec<Party<'static>>) -> Payment<'static> {
        let (agents, parties) = parties.into_iter().partition(|party| party.role.is_agent());
        Payment {
            references: References {
                uetr: "eb6305c9-1f7f-49de-aed0-16487c27b42d".into(),
                ..References::default()
            },
            underlying: Some(Box::new(Underlying {
                parties,
                agents,
                ..Underlying::default()
            })),
            ..Payment::new("C1")
        }
    }

    /// What is told, up to the names.
    fn told(payment: &Payment<'_>, cover: &Payment<'_>) -> Vec<String> {
        let mut orders = [(payment, cover), (cover, payment)].map(|(first, second)| {
            let mut covers = Covers::default();
            assert!(covers.differences(first, "a.fin").is_empty());
            covers.differences(second, "b.fin")
        });
        let [one, other] = &mut orders;
        let short = |told: &mut Vec<String>| {
            for told in told.iter_mut() {
                told.truncate(told.find(':').expect("a colon"));
            }
        };
        short(one);
        short(other);
        assert_eq!(one, other, "whichever comes first");
        std::mem::take(one)
    }

    #[test]
    fn what_was_taken_out_of_a_cover_is_told_and_what_is_written_otherwise_is_not() {
        use Role::{Creditor, Debtor, DebtorAgent};
        let debtor = || party(Debtor, "MAREN OSTBY", "DE89370400440532013000", "");
        let creditor = |name| party(Creditor, name, "CY17002001280000001200527600", "");
        for (in_payment, in_cover, expected) in [
            (creditor("VIKTOR BOUT"), creditor("VIKTOR BOUT"), &[][..]),
            (creditor("VIKTOR BOUT"), creditor("Bout, Viktor"), &[]),
            (
                creditor("VIKTOR BOUT"),
                creditor(""),
                &["creditor is missing in cover"],
            ),
            (
                creditor("VIKTOR BOUT"),
                creditor("ONE OF OUR CLIENTS"),
                &["creditor is missing in cover"],
            ),
            (
                creditor(""),
                creditor("VIKTOR BOUT"),
                &["creditor is missing in payment"],
            ),
            (
                creditor("VIKTOR ANATOLYEVICH BOUT"),
                creditor("V. BOUT"),
                &["creditor is shortened in cover"],
            ),
            (
                creditor("MAHAN"),
                creditor("MAHAN AIR"),
                &["creditor is shortened in payment"],
            ),
            (
                creditor("MAHAN AIR"),
                creditor("NORTHWIND PARTS"),
                &["creditor is changed"],
            ),
            // Cut where the field ended.
            (
                creditor("MEDITERRANEAN SHIPPING AND TRADING COMPANY LTD"),
                creditor("MEDITERRANEAN SHIPPING AND TRADING "),
                &[],
            ),
            (
                creditor("VIKTOR BOUT"),
                party(Creditor, "VIKTOR BOUT", "LV80BANK0000435195001", ""),
                &["creditor_account is changed"],
            ),
            (
                creditor("VIKTOR BOUT"),
                party(Creditor, "VIKTOR BOUT", "cy17 0020 0128 0000 0012 0052 7600", ""),
                &[],
            ),
        ] {
            let said = told(
                &payment(vec![debtor(), in_payment.clone()]),
                &cover(vec![debtor(), in_cover.clone()]),
            );
            assert_eq!(said, expected, "{} / {}", in_payment.name, in_cover.name);
        }
        for (in_payment, in_cover, expected) in [
            (("", "MELIIRTH"), Some(("", "MELIIRTHXXX")), &[][..]),
            (
                ("", "MELIIRTH"),
                Some(("", "DEUTDEFF")),
                &["debtor_agent is changed"],
            ),
            (("", "MELIIRTH"), None, &["debtor_agent is missing in cover"]),
            (("BANK MELLI IRAN", ""), Some(("", "MELIIRTH")), &[]),
            (
                ("BANK MELLI IRAN", ""),
                Some(("BANK", "")),
                &["debtor_agent is shortened in cover"],
            ),
            (("", ""), Some(("", "MELIIRTH")), &[]),
        ] {
            let bank = |role, (name, bic)| party(role, name, "", bic);
            let everyone = |bank: Option<Party<'static>>| {
                let customers = vec![debtor(), creditor("LINDQVIST BAKERY AB")];
                customers.into_iter().chain(bank).collect::<Vec<_>>()
            };
            let said = told(
                &payment(everyone(Some(bank(DebtorAgent, in_payment)))),
                &cover(everyone(in_cover.map(|names| bank(DebtorAgent, names)))),
            );
            assert_eq!(said, expected, "{in_payment:?} / {in_cover:?}");
        }
    }

    #[test]
    fn a_transfer_that_covers_a_payment_and_does_not_say_so_names_nobody() {
        let payment = payment(vec![
            party(Role::Debtor, "MAREN OSTBY", "", ""),
            party(Role::Creditor, "MAHAN AIR", "", ""),
        ]);
        let mut transfer = Payment::new("C1").with(party(Role::Creditor, "", "", "BANKFRPP"));
        transfer.references.uetr = payment.references.uetr.clone();
        transfer.references.related = "P1".into();
        assert_eq!(
            told(&payment, &transfer),
            ["debtor is missing in cover", "creditor is missing in cover"]
        );
    }

    #[test]
    fn messages_are_joined_by_the_reference_where_the_amount_is_the_same() {
        let amount = |text: &str| {
            Some(portcullis_model::Amount {
                value: text.parse().unwrap(),
                currency: portcullis_model::CurrencyCode::new("USD"),
            })
        };
        let mut paid = payment(vec![party(Role::Creditor, "MAHAN AIR", "", "")]);
        paid.references = References {
            own: "REF-1".into(),
            ..References::default()
        };
        paid.amount = amount("100.00");
        for (related, sum, joined) in [
            ("ref-1", "100", true),
            ("REF-1", "99.00", false),
            ("REF-2", "100.00", false),
        ] {
            let mut covering = cover(vec![party(Role::Creditor, "NORTHWIND", "", "")]);
            covering.references = References {
                related: related.into(),
                ..References::default()
            };
            covering.amount = amount(sum);
            let mut covers = Covers::default();
            assert!(covers.differences(&paid, "a").is_empty());
            let told = covers.differences(&covering, "a");
            assert_eq!(told.len(), usize::from(joined), "{related} {sum}: {told:?}");
            if joined {
                assert_eq!(
                    told[0],
                    "creditor is changed: \"MAHAN AIR\" in payment P1 on line 0 of a, \"NORTHWIND\" in cover C1 on line 0 of a (joined \
                     by reference)"
                );
            }
        }
    }
}
