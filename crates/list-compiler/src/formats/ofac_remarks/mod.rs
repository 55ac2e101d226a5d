//! The remarks of an OFAC record: clauses separated by `; `, each a label and a value.
//!
//! What the labels mean is data (`data/ofac_remarks.csv`): the words OFAC writes, and how the rest of the clause is
//! read. The longest label that fits wins. A clause that no label fits is counted by its leading words and stays in
//! the remarks.

mod clause;
mod label;
mod number;

use portcullis_model::{Designation, Gender, IdentifierKind, NameKind, Relation, RelationKind, Schema};

use crate::located::{add_name, add_once};
use crate::report::SourceReport;
use crate::text::strip_prefix_ci;
use crate::{country, dates};
pub(super) use clause::clauses;
use clause::leading_words;
use label::{Reading, label};
use number::{add_identifier, number, split_note};

/// Reads the remarks into the designation.
pub(super) fn read(remarks: &str, designation: &mut Designation, report: &mut SourceReport) {
    for clause in clauses(remarks) {
        let body = strip_prefix_ci(&clause, "alt. ").unwrap_or(&clause).trim();
        // Some clauses stand in parentheses as a whole.
        let body = body
            .strip_prefix('(')
            .and_then(|b| b.strip_suffix(')'))
            .unwrap_or(body)
            .trim();
        let Some((words, reading, value)) = label(body) else {
            if !body.is_empty() && designation.title.contains(body) {
                // OFAC prints most titles twice, in their column and here.
                continue;
            }
            report.miss(format!("remark: {}", leading_words(body)));
            continue;
        };
        if !apply(words, reading, value, designation, report) {
            report.miss(format!("remark: {words} (value not understood)"));
        }
    }
}

/// The clauses of remarks by their labels, for the account of what became of them. A clause whose label is not known is whole.
pub(crate) fn labeled_clauses(remarks: &str) -> Vec<(&'static str, String)> {
    let parted = |clause: String| match label(&clause) {
        Some((words, _, rest)) => (words, rest.to_owned()),
        None => ("no known label", clause),
    };
    clauses(remarks).into_iter().map(parted).collect()
}

/// What became of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is a fact of the designation now.
    Fact,
    /// It is understood, and nothing to screen on.
    Noted,
    /// Its kind is unknown or its value makes no sense; it was counted.
    Not,
}

/// Reads a feature or document of the advanced list: its kind in OFAC's words, and its value. The kinds are the labels
/// of remark clauses.
pub(super) fn feature(
    kind: &str,
    value: &str,
    designation: &mut Designation,
    report: &mut SourceReport,
) -> Taken {
    let clause = format!("{} {value}", kind.replace('\u{2019}', "'"));
    match label(&clause) {
        None => {
            report.miss(format!("feature: {kind}"));
            Taken::Not
        }
        Some((_, Reading::Noted, _)) => Taken::Noted,
        Some((words, reading, value)) if apply(words, reading, value, designation, report) => Taken::Fact,
        Some((words, ..)) => {
            report.miss(format!("feature: {words} (value not understood)"));
            Taken::Not
        }
    }
}

/// Puts one clause where it belongs. `false` when its value makes no sense.
fn apply(
    words: &'static str,
    reading: Reading,
    value: &str,
    designation: &mut Designation,
    report: &mut SourceReport,
) -> bool {
    match reading {
        Reading::Noted => return true,
        Reading::BirthDate => match dates::birth_date_words(value) {
            Some(date) => add_once(&mut designation.birth_dates, date),
            None => return false,
        },
        Reading::BirthPlace if !value.is_empty() => {
            add_once(&mut designation.birth_places, value.to_owned());
        }
        Reading::Nationality => match country::code(value) {
            Some(code) => add_once(&mut designation.nationalities, code),
            None => return false,
        },
        Reading::Gender => match value.to_ascii_lowercase().parse::<Gender>() {
            Ok(gender) => designation.gender = Some(gender),
            Err(_) => return false,
        },
        Reading::WeakAlias => {
            let name = unquote(value);
            if name.is_empty() {
                return false;
            }
            add_name(designation, name, NameKind::WeakAlias);
        }
        Reading::LinkedTo if !value.is_empty() => add_once(
            &mut designation.relations,
            Relation {
                kind: RelationKind::LinkedTo,
                to: value.to_owned(),
                to_id: None,
            },
        ),
        Reading::Owner if !value.is_empty() => add_once(
            &mut designation.relations,
            Relation {
                kind: RelationKind::OwnedBy,
                to: value.to_owned(),
                to_id: None,
            },
        ),
        Reading::Title if !value.is_empty() => {
            designation.title = crate::text::join_parts([designation.title.as_str(), value]);
        }
        Reading::Flag if !value.is_empty() => add_once(&mut designation.flags, value.to_owned()),
        Reading::FormerFlag if !value.is_empty() => {
            add_once(&mut designation.flags, format!("{value} (former)"));
        }
        Reading::Operator if !value.is_empty() => add_once(&mut designation.flags, value.to_owned()),
        Reading::Crypto => {
            // `XBT 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h`
            let Some((ticker, address)) = value.split_once(' ') else {
                return false;
            };
            let (address, _) = split_note(address.trim());
            if address.is_empty() || address.contains(' ') {
                return false;
            }
            add_identifier(designation, IdentifierKind::Crypto, address, None, Some(ticker));
        }
        Reading::BySchema => {
            let kind = if designation.schema == Schema::Person {
                IdentifierKind::NationalId
            } else {
                IdentifierKind::Other
            };
            return number(words, kind, value, designation, report);
        }
        Reading::Identifier(kind) => return number(words, kind, value, designation, report),
        Reading::BirthPlace
        | Reading::LinkedTo
        | Reading::Title
        | Reading::Flag
        | Reading::FormerFlag
        | Reading::Operator
        | Reading::Owner => return false,
    }
    true
}

/// What stands between the quotes of `'CHAFFORI, Petit'`.
fn unquote(value: &str) -> &str {
    let value = value.trim().trim_end_matches(['.', ';']);
    let quotes = ['\'', '"', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}'];
    match (value.starts_with(quotes), value.rfind(quotes)) {
        (true, Some(end)) if end > 0 => {
            let start = value.chars().next().map_or(0, char::len_utf8);
            value.get(start..end).unwrap_or("").trim()
        }
        _ => value.trim_matches(quotes).trim(),
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, NameKind, Schema};

    use super::label::{BY_FIRST_WORD, LABELS};
    use super::{clauses, read};
    use crate::SourceKind;
    use crate::formats::ofac;
    use crate::report::SourceReport;

    fn parse(remarks: &str, schema: Schema) -> (Designation, SourceReport) {
        let mut designation = Designation::new("ofac-1", "OFAC SDN", "US", schema);
        let mut report = SourceReport::new(SourceKind::new(&ofac::SDN), "x".into());
        read(remarks, &mut designation, &mut report);
        (designation, report)
    }

    fn identifiers(remarks: &str) -> Vec<String> {
        let (designation, _) = parse(remarks, Schema::Person);
        let shown = |i: &portcullis_model::Identifier| match &i.label {
            Some(label) => format!("{i} [{label}]"),
            None => i.to_string(),
        };
        designation.identifiers.iter().map(shown).collect()
    }

    #[test]
    fn every_label_of_the_data_file_has_a_known_reading_and_stands_once() {
        let lines = LABELS.lines().skip(1).count();
        let read: usize = BY_FIRST_WORD.values().map(Vec::len).sum();
        assert_eq!(read, lines);
        let mut words: Vec<&str> = BY_FIRST_WORD
            .values()
            .flatten()
            .map(|(words, _)| *words)
            .collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), lines);
    }

    #[test]
    fn facts_about_a_person_are_read_from_the_clauses() {
        let (d, report) = parse(
            "DOB 13 Jan 1967; alt. DOB circa 1961; POB Dushanbe, Tajikistan; nationality Russia; alt. citizen Burma; \
             Gender Male; a.k.a. 'BOUT, Vic'; f.k.a. 'BUTT; THE'; Linked To: AIR CESS; Member ETA.",
            Schema::Person,
        );
        assert_eq!(d.birth_dates[0].to_string(), "1967-01-13");
        assert_eq!(d.birth_dates[1].to_string(), "circa 1961");
        assert_eq!(d.birth_places, ["Dushanbe, Tajikistan"]);
        let codes: Vec<String> = d.nationalities.iter().map(ToString::to_string).collect();
        assert_eq!(codes, ["RU", "MM"]);
        assert_eq!(d.gender.map(|g| g.to_string()).as_deref(), Some("male"));
        let names: Vec<(&str, NameKind)> = d.names.iter().map(|n| (n.text.as_str(), n.kind)).collect();
        assert_eq!(
            names,
            [
                ("BOUT, Vic", NameKind::WeakAlias),
                ("BUTT; THE", NameKind::WeakAlias)
            ]
        );
        assert_eq!(d.relations[0].to, "AIR CESS");
        assert_eq!(
            report.not_understood.into_iter().collect::<Vec<_>>(),
            [("remark: Member ETA".to_owned(), 1)]
        );
    }

    #[test]
    fn numbers_lose_their_country_and_dates_but_keep_their_label() {
        assert_eq!(identifiers("Passport 1084010 (Egypt)."), ["passport:1084010@EG"]);
        assert_eq!(
            identifiers("alt. Passport A 38 (Iran) issued 12 Jan 2003 expires 11 Jan 2008."),
            ["passport:A 38@IR"]
        );
        assert_eq!(
            identifiers("NIT # 800146749-7 (Colombia); R.F.C. SLA 111221 6P7 (Mexico)."),
            ["tax-id:800146749-7@CO [NIT]", "tax-id:SLA 111221 6P7@MX [R.F.C.]"]
        );
        assert_eq!(
            identifiers("File Number 7136973 (Delaware) (United States)."),
            ["registration:7136973@US [File Number]"]
        );
        assert_eq!(
            identifiers("International Maritime Organization No. (5777731)."),
            ["imo:5777731 [International Maritime Organization No.]"]
        );
        assert_eq!(identifiers("Passport issued 1999."), Vec::<String>::new());
    }

    #[test]
    fn vessels_aircraft_banks_and_addresses_on_chains_have_their_kinds() {
        assert_eq!(
            identifiers(
                "Vessel Registration Identification IMO 9187629; MMSI 572469210; SWIFT/BIC HAVIGB2L; \
                 Aircraft Construction Number (also called L/N or S/N or F/N) 8401; \
                 alt. Digital Currency Address - XBT 1Kuf2Rd8mDyAViwBozGTNYnvWL8uYFrkVo; \
                 Legal Entity Number 485100GBI2SE0KIX8T70; Legal Entity Number 851683897 (Netherlands)."
            ),
            [
                "imo:9187629",
                "mmsi:572469210",
                "bic:HAVIGB2L",
                "aircraft-serial:8401 [Aircraft Construction Number (also called L/N or S/N or F/N)]",
                "crypto:1Kuf2Rd8mDyAViwBozGTNYnvWL8uYFrkVo [XBT]",
                "lei:485100GBI2SE0KIX8T70",
                "registration:851683897@NL [Legal Entity Number]",
            ]
        );
    }

    #[test]
    fn an_identification_number_is_national_for_people_only() {
        let (person, _) = parse("Identification Number 2.194.575 (Paraguay).", Schema::Person);
        assert_eq!(person.identifiers[0].to_string(), "national-id:2.194.575@PY");
        let (company, _) = parse("Identification Number IMO 5342883.", Schema::Organization);
        assert_eq!(company.identifiers[0].to_string(), "imo:5342883");
    }

    #[test]
    fn an_apostrophe_inside_an_alias_does_not_end_it() {
        assert_eq!(
            clauses("a.k.a. 'ABU SA'ID'; a.k.a. 'THE BROTHERS'; Linked To: X'S SONS."),
            [
                "a.k.a. 'ABU SA'ID'",
                "a.k.a. 'THE BROTHERS'",
                "Linked To: X'S SONS"
            ]
        );
        let (d, _) = parse("a.k.a. 'ABU SA'ID'.", Schema::Person);
        assert_eq!(d.names[0].text, "ABU SA'ID");
    }

    #[test]
    fn what_makes_no_sense_is_counted_and_never_guessed() {
        let (d, report) = parse(
            "DOB soon; nationality undetermined; Gender unclear; Passport none.",
            Schema::Person,
        );
        assert!(d.birth_dates.is_empty() && d.nationalities.is_empty() && d.identifiers.is_empty());
        assert_eq!(report.not_understood.values().sum::<u64>(), 4);
    }
}
