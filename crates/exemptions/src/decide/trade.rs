//! What a payment says it is for, for the measures that bind some trade only: arms, exports, foreign exchange.
//!
//! Such a measure binds a payment that states it, in `instrument`. A payment that states nothing of the kind is noted and
//! not bound. Words of its texts that speak of arms are no statement, and keep nobody from looking.

use portcullis_model::Instrument;

use super::instrument::Reach;
use crate::payment::PaymentView;

/// Whole words, lower case, that speak of arms. Words that mean something else as often (`mortar`, `tank`, `shell`) are
/// not among them.
const ARMS_WORDS: &[&str] = &[
    "arms",
    "weapon",
    "weapons",
    "weaponry",
    "ammunition",
    "munition",
    "munitions",
    "firearm",
    "firearms",
    "rifle",
    "rifles",
    "missile",
    "missiles",
    "grenade",
    "grenades",
    "explosives",
    "warhead",
    "warheads",
    "howitzer",
    "howitzers",
];

/// Arms and related materiel.
pub(crate) fn reach_arms(payment: PaymentView<'_>) -> Reach {
    let stated = reach_stated(payment.instrument(), &[Instrument::Arms], "arms");
    if !matches!(stated, Reach::No(_)) {
        return stated;
    }
    let spoken = payment.texts().find_map(|text| {
        text.split(|c: char| !c.is_alphanumeric())
            .find(|word| ARMS_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
    });
    match spoken {
        Some(word) => Reach::Doubt(format!(
            "the payment speaks of `{word}`; a person must say whether it is for arms"
        )),
        None => stated,
    }
}

/// Exports, and what pays for them.
pub(crate) fn reach_export(payment: PaymentView<'_>) -> Reach {
    const KINDS: [Instrument; 3] = [
        Instrument::Export,
        Instrument::DocumentaryCredit,
        Instrument::Guarantee,
    ];
    reach_stated(payment.instrument(), &KINDS, "an export")
}

/// Foreign exchange.
pub(crate) fn reach_foreign_exchange(payment: PaymentView<'_>) -> Reach {
    reach_stated(
        payment.instrument(),
        &[Instrument::ForeignExchange],
        "foreign exchange",
    )
}

/// Binds where the instrument is of one of the kinds; a word that is not known may be.
fn reach_stated(instrument: &str, kinds: &[Instrument], what: &str) -> Reach {
    let kind = Instrument::read(instrument);
    let instrument = instrument.trim();
    if kinds.contains(&kind) {
        Reach::Binds(Some(format!("for {what}: instrument `{instrument}`")))
    } else if kind == Instrument::Unknown {
        Reach::Doubt(format!(
            "instrument `{instrument}` may be {what}; a person must say"
        ))
    } else {
        Reach::No(format!(
            "the payment is not stated to be for {what} (no such instrument)"
        ))
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::Payment;

    use super::{Reach, reach_arms, reach_export, reach_foreign_exchange};
    use crate::payment::PaymentView;

    fn reaches(how: fn(PaymentView<'_>) -> Reach, instrument: &str, remittance: &str) -> &'static str {
        let mut payment = Payment::new("p").with_remittance(remittance.to_owned());
        payment.instrument = instrument.to_owned().into();
        match how(PaymentView::new(&payment)) {
            Reach::Binds(_) => "binds",
            Reach::Doubt(_) => "doubt",
            Reach::No(_) => "no",
        }
    }

    #[test]
    fn an_arms_embargo_binds_what_is_stated_to_be_for_arms() {
        assert_eq!(reaches(reach_arms, "arms", ""), "binds");
        assert_eq!(reaches(reach_arms, "weapons", "wheat"), "binds");
        assert_eq!(reaches(reach_arms, "", "Customs, wheat"), "no");
        assert_eq!(reaches(reach_arms, "loan", ""), "no");
    }

    #[test]
    fn words_that_speak_of_arms_call_for_a_person() {
        assert_eq!(reaches(reach_arms, "", "200 RIFLES, spare parts"), "doubt");
        assert_eq!(reaches(reach_arms, "transfer", "small arms"), "doubt");
        assert_eq!(reaches(reach_arms, "zork", ""), "doubt");
        assert_eq!(reaches(reach_arms, "", "charms and pharms"), "no");
    }

    #[test]
    fn export_controls_bind_what_pays_for_an_export() {
        for instrument in [
            "export",
            "documentary-credit",
            "collection",
            "guarantee",
            "letter of credit",
        ] {
            assert_eq!(reaches(reach_export, instrument, ""), "binds", "{instrument}");
        }
        for instrument in ["", "loan", "transfer", "goods"] {
            assert_eq!(reaches(reach_export, instrument, ""), "no", "{instrument}");
        }
        assert_eq!(reaches(reach_export, "zork", ""), "doubt");
    }

    #[test]
    fn a_ban_on_foreign_exchange_binds_foreign_exchange() {
        assert_eq!(reaches(reach_foreign_exchange, "fx", ""), "binds");
        assert_eq!(reaches(reach_foreign_exchange, "transfer", ""), "no");
        assert_eq!(reaches(reach_foreign_exchange, "zork", ""), "doubt");
    }
}
