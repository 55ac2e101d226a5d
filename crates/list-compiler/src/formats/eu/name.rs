//! The names of an entity: which is the primary one, and how much the others say.
//!
//! The EU gives up to 24 languages, no primary name, and says of every name that it is strong.

use portcullis_model::{Designation, Gender, NameKind, Schema};

use crate::located::add_name;
use crate::report::SourceReport;
use crate::strength::{is_no_name, is_weak};
use crate::text::{find_ci, is_original_script, squeeze};
use crate::xml::Element;

/// What stands between two names in one field, in lower case.
const ALSO_KNOWN_AS: &[&str] = &[
    "a.k.a.",
    "a.k.a",
    "aka",
    "f.k.a.",
    "f.k.a",
    "fka",
    "also known as",
    "alias",
];

/// Of the remark beside a name, that the name is a poor one.
const LOW_QUALITY: &[&str] = &[
    "low quality",
    "low-quality",
    "poor quality",
    "weak alias",
    "weak a.k.a",
];

/// Of the remark beside a name, that the name is a good one.
const GOOD_QUALITY: &[&str] = &["good quality", "good-quality", "high quality"];

/// Of the remark beside a name, that it was the name once.
const FORMER: &[&str] = &["former", "maiden name", "previous"];

/// The names of an entity, as its elements are read.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<ListedName>,
    /// What names nobody.
    none: Vec<String>,
}

struct ListedName {
    text: String,
    kind: NameKind,
    /// The publisher's own word that the name is a good one.
    is_good: bool,
    rank: Rank,
}

/// How likely a person would call a name the primary one; the least is.
///
/// The name of the legal act is the one in Latin letters, in English or in no language, and bears the function of the
/// party; the others are what the translations of the act call it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_weak: bool,
    is_original_script: bool,
    is_former: bool,
    is_translation: bool,
    has_no_function: bool,
    is_not_said_to_be_english: bool,
}

impl Names {
    /// Reads a `nameAlias`.
    pub fn read(
        &mut self,
        element: &Element,
        designation: &mut Designation,
        remarks: &mut Vec<String>,
        report: &mut SourceReport,
    ) {
        report.alias_records += 1;
        // An element of the XML, a column of the CSV.
        let remark = squeeze(match element.text_of("remark") {
            "" => element.attr("remark"),
            remark => remark,
        });
        for text in texts(element) {
            if is_no_name(&text) {
                report.miss(format!("name that names nobody: {text}"));
                self.none.push(text);
                continue;
            }
            self.add(text, element, &remark, designation.schema);
        }
        if let (false, Some(name)) = (remark.is_empty(), texts(element).first()) {
            let remark = format!("{name}: {remark}");
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
        match element.attr("gender") {
            "M" => designation.gender = designation.gender.or(Some(Gender::Male)),
            "F" => designation.gender = designation.gender.or(Some(Gender::Female)),
            _ => {}
        }
        for attribute in ["title", "function"] {
            let title = squeeze(element.attr(attribute));
            if !title.is_empty() && !designation.title.split("; ").any(|known| known == title) {
                designation.title = if designation.title.is_empty() {
                    title
                } else {
                    format!("{}; {title}", designation.title)
                };
            }
        }
    }

    fn add(&mut self, text: String, element: &Element, remark: &str, schema: Schema) {
        let says = |words: &[&str]| words.iter().any(|word| find_ci(remark, word).is_some());
        let is_good = says(GOOD_QUALITY);
        // `strong` says good quality; absent, the name is taken for a good one.
        let stated_weak = matches!(
            element.attr("strong").to_ascii_lowercase().as_str(),
            "false" | "0" | "no"
        );
        let weak = stated_weak || says(LOW_QUALITY) || (!is_good && is_weak(&text, schema));
        let original = is_original_script(&text);
        let kind = match (weak, original) {
            (true, _) => NameKind::WeakAlias,
            (false, true) => NameKind::OriginalScript,
            (false, false) => NameKind::Alias,
        };
        let language = element.attr("nameLanguage");
        let is_english = language.eq_ignore_ascii_case("en");
        let rank = Rank {
            is_weak: weak,
            is_original_script: original,
            is_former: says(FORMER),
            is_translation: !(language.is_empty() || is_english),
            has_no_function: element.attr("function").is_empty(),
            is_not_said_to_be_english: !is_english,
        };
        match self.names.iter_mut().find(|known| known.text == text) {
            Some(known) => {
                // The same name good in one place and poor in another is good.
                if known.kind == NameKind::WeakAlias && (is_good || !known.is_good) {
                    known.kind = kind;
                }
                known.is_good |= is_good;
                if rank < known.rank {
                    known.rank = rank;
                }
            }
            None => self.names.push(ListedName {
                text,
                kind,
                is_good,
                rank,
            }),
        }
    }

    /// Gives the designation its names, the primary one first. Whether there was any.
    pub fn give(self, designation: &mut Designation) -> bool {
        // Of equals, the first that is published.
        let Some(primary) = self.names.iter().min_by(|a, b| a.rank.cmp(&b.rank)) else {
            // An entry must be found by something.
            let none = self
                .none
                .iter()
                .filter(|text| text.contains(char::is_alphanumeric));
            none.for_each(|text| add_name(designation, text, NameKind::Primary));
            return !designation.names.is_empty();
        };
        add_name(designation, &primary.text, NameKind::Primary);
        for name in &self.names {
            add_name(designation, &name.text, name.kind);
        }
        true
    }
}

/// The names of an element: one, or those that are joined by `a.k.a.`.
fn texts(element: &Element) -> Vec<String> {
    let whole = squeeze(element.attr("wholeName"));
    let text = if whole.is_empty() {
        squeeze(
            &["firstName", "middleName", "lastName"]
                .map(|part| element.attr(part))
                .join(" "),
        )
    } else {
        whole
    };
    if text.is_empty() {
        return Vec::new();
    }
    let mut texts = Vec::new();
    let mut rest = text.as_str();
    while let Some((at, word)) = ALSO_KNOWN_AS
        .iter()
        .filter_map(|word| between(rest, word).map(|at| (at, word)))
        .min_by_key(|(at, word)| (*at, std::cmp::Reverse(word.len())))
    {
        texts.push(clean(&rest[..at]));
        rest = &rest[at + word.len()..];
    }
    texts.push(clean(rest));
    texts.retain(|text| !text.is_empty());
    texts
}

/// Where the word stands by itself, with something before it and a space behind it.
fn between(text: &str, word: &str) -> Option<usize> {
    let at = find_ci(text, word)?;
    let stands_alone = text[..at].ends_with([' ', '(']) && text[at + word.len()..].starts_with(' ');
    stands_alone.then_some(at)
}

/// Without what is left of `NAME (a.k.a. NAME)` and `NAME, a.k.a. NAME` at the ends.
fn clean(text: &str) -> String {
    let text = text.trim_matches([',', ';', ' ']);
    let text = text.strip_suffix('(').unwrap_or(text).trim_end();
    let unopened = text.ends_with(')') && !text.contains('(');
    let text = if unopened { &text[..text.len() - 1] } else { text };
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Schema};

    use super::Names;
    use crate::SourceReport;
    use crate::xml::Element;

    /// `name|language|function|remark` of each alias, and the names that come of them, `KIND TEXT`.
    fn named(schema: Schema, aliases: &[&str]) -> Vec<String> {
        let mut designation = Designation::new("eu-1", "EU", "EU", schema);
        let mut report = SourceReport::new("eu".parse().unwrap(), "x".into());
        let mut names = Names::default();
        for alias in aliases {
            let cells: Vec<&str> = alias.split('|').collect();
            let cell = |n: usize| cells.get(n).copied().unwrap_or_default().to_owned();
            let mut element = Element::default();
            for (n, attribute) in ["wholeName", "nameLanguage", "function"].into_iter().enumerate() {
                element.attributes.push((attribute.to_owned(), cell(n)));
            }
            element.attributes.push(("strong".to_owned(), "true".to_owned()));
            element.children.push(Element {
                name: "remark".to_owned(),
                text: cell(3),
                ..Element::default()
            });
            names.read(&element, &mut designation, &mut Vec::new(), &mut report);
        }
        names.give(&mut designation);
        let names = designation.names.iter();
        names.map(|name| format!("{} {}", name.kind, name.text)).collect()
    }

    #[test]
    fn the_primary_name_is_the_one_of_the_act() {
        // The nickname comes first in the file; the translation into Swedish, too.
        assert_eq!(
            named(
                Schema::Person,
                &[
                    "Kamel",
                    "Джамель",
                    "Djamel Beghalj|SV",
                    "Djamel Beghal|EN",
                    "Djamel Loiseau||Driver"
                ]
            ),
            [
                "primary Djamel Loiseau",
                "weak-alias Kamel",
                "weak-alias Джамель",
                "alias Djamel Beghalj",
                "alias Djamel Beghal"
            ]
        );
        assert_eq!(
            named(
                Schema::Organization,
                &["АО «Пеленг»|RU", "Peleng|HU", "JSC Peleng|EN"]
            )[0],
            "primary JSC Peleng"
        );
        assert_eq!(
            named(Schema::Person, &["Old Name|EN||formerly known as", "New Name|EN"])[0],
            "primary New Name"
        );
        // There is nothing better.
        assert_eq!(named(Schema::Person, &["Kamel"]), ["primary Kamel"]);
        assert_eq!(named(Schema::Person, &["김성수|KO"]), ["primary 김성수"]);
    }

    #[test]
    fn the_publishers_word_on_a_name_counts_before_what_the_name_says() {
        assert_eq!(
            named(
                Schema::Person,
                &[
                    "Arkady VERKHOVSKY",
                    "Vasya|||Low quality alias",
                    "Abu Zubair|||good quality alias",
                    "Vasily VERKHOVSKY|||low quality a.k.a."
                ]
            ),
            [
                "primary Arkady VERKHOVSKY",
                "weak-alias Vasya",
                "alias Abu Zubair",
                "weak-alias Vasily VERKHOVSKY"
            ]
        );
    }

    #[test]
    fn names_joined_by_also_known_as_are_names_of_their_own() {
        assert_eq!(
            named(Schema::Organization, &["Acme Trading (a.k.a. Acme Shipping)|EN"]),
            ["primary Acme Trading", "alias Acme Shipping"]
        );
        assert_eq!(
            named(
                Schema::Person,
                &["Ali Hassan, aka Hassan Ali, also known as Ali Omar"]
            ),
            ["primary Ali Hassan", "alias Hassan Ali", "alias Ali Omar"]
        );
    }

    #[test]
    fn what_names_nobody_is_no_name() {
        assert_eq!(
            named(
                Schema::Organization,
                &[
                    "KVANTMASH|EN",
                    "общество с ограниченной ответственностью|RU",
                    "-|RU"
                ]
            ),
            ["primary KVANTMASH"]
        );
    }
}
