//! What `debtor_id` and `creditor_id` may hold.

use portcullis_model::{Identifier, IdentifierKind};

/// Reads a `debtor_id` or `creditor_id`: one or more identifications, joined by `;`.
///
/// Each is `KIND:VALUE` or `KIND:VALUE@CC` with a kind of [`IdentifierKind`] in any case
/// (`passport:A1234567@IR`, `lei:529900T8BM49AURSDO55`), or anything else, which is taken whole as a number of
/// unknown kind ([`IdentifierKind::Other`]) to be compared with listed numbers of every kind. An unknown or
/// misspelled kind is therefore never an error and never hides a number: of `passprt:A1234567`, the value
/// after the colon is given as well.
///
/// ```
/// use portcullis_payments::identifications;
///
/// let ids: Vec<String> = identifications("passport:A1234567@IR; 0123456").map(|id| id.to_string()).collect();
/// assert_eq!(ids, ["passport:A1234567@IR", "other:0123456"]);
/// ```
pub fn identifications(text: &str) -> impl Iterator<Item = Identifier> + '_ {
    text.split(';').flat_map(|part| {
        let part = part.trim();
        let unknown = |value: &str| {
            let value = value.trim().to_owned();
            (!value.is_empty()).then_some(Identifier {
                kind: IdentifierKind::Other,
                value,
                country: None,
                label: None,
            })
        };
        match part.parse::<Identifier>() {
            Ok(id) => [Some(id), None],
            Err(_) => [
                unknown(part),
                part.split_once(':').and_then(|(_, value)| unknown(value)),
            ],
        }
        .into_iter()
        .flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::identifications;

    fn read(text: &str) -> Vec<String> {
        identifications(text).map(|id| id.to_string()).collect()
    }

    #[test]
    fn an_identification_is_typed_or_a_bare_number() {
        assert_eq!(read("Passport: A12 @ir"), ["passport:A12@IR"]);
        assert_eq!(read("A1234567"), ["other:A1234567"]);
        assert_eq!(read(""), Vec::<String>::new());
        assert_eq!(read(" ; ;"), Vec::<String>::new());
    }

    #[test]
    fn a_misspelled_kind_does_not_hide_the_number() {
        assert_eq!(
            read("passprt:A1234567"),
            ["other:passprt:A1234567", "other:A1234567"]
        );
        assert_eq!(read("passport:"), ["other:passport:"]);
    }
}
