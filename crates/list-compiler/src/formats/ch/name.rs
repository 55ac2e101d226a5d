//! The names of an identity: parts in an order, each with its spellings in other languages and scripts.

use portcullis_model::NameKind;

use crate::report::SourceReport;
use crate::text::{is_original_script, squeeze};
use crate::xml::Element;

/// Names that the spellings of one name may make together.
const SPELLINGS_MAX: usize = 16;

/// A part of a name: its place, its text, and its spellings with their language and script.
struct Part {
    order: u32,
    value: String,
    spellings: Vec<((String, String), String)>,
}

/// A name as it is spelled: the first is the list's own.
pub(super) struct Spelled {
    pub text: String,
    pub kind: NameKind,
}

/// The spellings of a name, and the title that stands among its parts.
pub(super) fn spellings(name: &Element, is_main: bool, report: &mut SourceReport) -> (Vec<Spelled>, String) {
    let mut title = String::new();
    let mut parts: Vec<Part> = Vec::new();
    for (position, element) in name.all("name-part").enumerate() {
        let value = squeeze(element.text_of("value"));
        if element.attr("name-part-type") == "title" {
            title = if title.is_empty() {
                value
            } else {
                format!("{title} {value}")
            };
            continue;
        }
        let spellings = element.all("spelling-variant").filter_map(|spelling| {
            let text = squeeze(&spelling.text);
            let key = (
                spelling.attr("lang").to_owned(),
                spelling.attr("script").to_owned(),
            );
            (!text.is_empty()).then_some((key, text))
        });
        parts.push(Part {
            order: element.attr("order").parse().unwrap_or(position as u32 + 1),
            value,
            spellings: spellings.collect(),
        });
    }
    parts.sort_by_key(|part| part.order);
    let is_weak = match name.attr("quality") {
        "low" => true,
        "good" | "" => false,
        other => {
            report.miss(format!("name quality: {other}"));
            false
        }
    };
    let kind = match name.attr("name-type") {
        "primary-name" | "" if is_main => NameKind::Primary,
        "primary-name" | "alias" | "formerly-known-as" | "" => NameKind::Alias,
        other => {
            report.miss(format!("name type: {other}"));
            NameKind::Alias
        }
    };
    let kind_of = |text: &str, is_first: bool| match kind {
        _ if is_weak => NameKind::WeakAlias,
        _ if is_original_script(text) => NameKind::OriginalScript,
        kind if is_first => kind,
        _ => NameKind::Alias,
    };
    let own = squeeze(
        &parts
            .iter()
            .map(|part| part.value.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    );
    let mut spelled: Vec<Spelled> = Vec::new();
    for text in std::iter::once(own).chain(variants(&parts)) {
        if !text.is_empty() && !spelled.iter().any(|known| known.text == text) {
            let kind = kind_of(&text, spelled.is_empty());
            spelled.push(Spelled { text, kind });
        }
    }
    (spelled, title)
}

/// The name in each language and script in which a part of it is spelled. A part without that spelling keeps its own text,
/// unless that would mix two scripts.
fn variants(parts: &[Part]) -> Vec<String> {
    let mut keys: Vec<&(String, String)> = Vec::new();
    for (key, _) in parts.iter().flat_map(|part| &part.spellings) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut names = Vec::new();
    for key in keys {
        let mut partial: Vec<String> = vec![String::new()];
        let is_foreign = parts
            .iter()
            .flat_map(|part| &part.spellings)
            .any(|(own, text)| own == key && is_original_script(text));
        for part in parts {
            let own: Vec<&str> = part
                .spellings
                .iter()
                .filter(|(own, _)| own == key)
                .map(|(_, text)| text.as_str())
                .collect();
            let choices = match own.is_empty() {
                false => own,
                true if is_foreign => continue,
                true => vec![part.value.as_str()],
            };
            partial = partial
                .iter()
                .flat_map(|start| {
                    choices
                        .iter()
                        .map(move |choice| squeeze(&format!("{start} {choice}")))
                })
                .take(SPELLINGS_MAX)
                .collect();
        }
        names.extend(partial);
    }
    names
}
