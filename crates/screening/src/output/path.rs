//! Where in its message a hit stands.

use portcullis_model::{Evidence, Field, Hit, HitBasis, Party, Payment, Text};

/// The path of what was hit; empty where the payment is a row of a table, or where several texts may have been hit.
pub(crate) fn path_of(payment: &Payment<'_>, hit: &Hit) -> String {
    match payment.party_at(hit.field) {
        Some(party) => in_party(party, hit),
        None => in_text(payment, hit),
    }
}

/// Elements of ISO 20022 hold others and are written with a capital; a field or a record of other messages is as far as a path goes.
fn in_party(party: &Party<'_>, hit: &Hit) -> String {
    let has_elements = party.path.starts_with(|c: char| c.is_ascii_uppercase());
    let element = match (hit.field, hit.basis) {
        (Field::Address(..), _) => "/PstlAdr",
        (Field::Party(..), HitBasis::Name) => "/Nm",
        _ => "",
    };
    let element = if has_elements { element } else { "" };
    format!("{}{element}", party.path)
}

/// Of several texts: the one that holds the words, or the identifier, of the evidence.
fn in_text(payment: &Payment<'_>, hit: &Hit) -> String {
    let of_field: Vec<&Text<'_>> = payment
        .all_texts()
        .filter(|text| text.field() == hit.field)
        .collect();
    let found = match &of_field[..] {
        [only] => Some(*only),
        several => several
            .iter()
            .copied()
            .find(|text| holds(&text.text, &hit.evidence)),
    };
    found.map_or_else(String::new, |text| text.path.to_string())
}

fn holds(text: &str, evidence: &[Evidence]) -> bool {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect()
    };
    let text = plain(text);
    let mut words = evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Token { query, .. } => Some(plain(query)),
        Evidence::Identifier { value, .. } => Some(plain(value)),
        _ => None,
    });
    let is_told = |word: &String| text.contains(word.as_str());
    words
        .next()
        .is_some_and(|first| is_told(&first) && words.all(|word| is_told(&word)))
}

#[cfg(test)]
mod tests {
    use portcullis_model::{
        Evidence, Field, Hit, IdentifierKind, Party, Payment, Role, Score, Text, TextKind, TokenRelation,
    };

    use super::path_of;

    fn named(field: Field) -> Hit {
        Hit::by_name(0, field, Score::ONE)
    }

    #[test]
    fn a_name_stands_in_the_element_of_its_party_and_a_field_is_as_far_as_a_path_goes() {
        let at = |path: &'static str, hit: &Hit| {
            let payment = Payment::default().with(Party {
                path: path.into(),
                ..Party::named(Role::Creditor, "A")
            });
            path_of(&payment, hit)
        };
        let name = named(Field::CREDITOR);
        assert_eq!(at("CdtTrfTxInf[3]/Cdtr", &name), "CdtTrfTxInf[3]/Cdtr/Nm");
        let address = named(Field::Address(Role::Creditor, 1));
        assert_eq!(at("CdtTrfTxInf[3]/Cdtr", &address), "CdtTrfTxInf[3]/Cdtr/PstlAdr");
        assert_eq!(
            at("CdtTrfTxInf/Cdtr", &Hit::by_identifier(0, Field::CREDITOR)),
            "CdtTrfTxInf/Cdtr"
        );
        assert_eq!(at(":59:", &name), ":59:");
        assert_eq!(at("", &name), "");
    }

    #[test]
    fn of_several_texts_the_one_with_the_words_was_hit() {
        let text = |path: &'static str, text: &'static str| Text {
            kind: TextKind::Other,
            path: path.into(),
            text: text.into(),
        };
        let mut payment = Payment {
            texts: vec![text("a", "to Al-Rashid, Ann"), text("b", "IMO 9187629 to Rashid")],
            ..Payment::default()
        };
        let mut hit = named(Field::OtherText);
        assert_eq!(path_of(&payment, &hit), "");
        let token = |query: &str| Evidence::Token {
            query: query.to_owned(),
            listed: String::new(),
            relation: TokenRelation::Exact,
            similarity: 1.0,
            weight: 1.0,
        };
        hit.evidence = vec![token("rashid"), token("ann")];
        assert_eq!(path_of(&payment, &hit), "a");
        hit.evidence = vec![Evidence::Identifier {
            id_kind: IdentifierKind::Imo,
            value: "9187629".to_owned(),
        }];
        assert_eq!(path_of(&payment, &hit), "b");
        payment.texts.truncate(1);
        assert_eq!(path_of(&payment, &hit), "a");
    }
}
