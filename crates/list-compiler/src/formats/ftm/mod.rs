//! FollowTheMoney entities as JSON lines (`entities.ftm.json`), and nested targets (`targets.nested.json`).
//!
//! A line is an entity: `id`, `schema`, `properties` (each a list of values), often `caption` and `datasets`. A party is
//! listed when its `topics` hold `sanction`, or when it has no topics and a `Sanction` is about it. Sanctions, addresses,
//! identity documents, wallets, accounts and ties to others are entities of their own; they are taken together with the
//! party that they refer to, wherever they stand. In nested files they stand inside it.
//!
//! FollowTheMoney merges what several authorities say about one party, while here an obligation has one authority. A
//! party that several authorities list is one designation for each: `ftm-<id>` for the first by name, `ftm-<id>@EU` for
//! the others, each with its own programs and dates.

mod authority;
mod entities;
mod entity;
mod party;

use crate::CompileError;
use crate::error::shown;
use crate::formats::format::{Files, ListFormat, Others, Shape};
use crate::formats::head::Head;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::{List, Snapshots};
use entities::Entities;
use entity::Entity;

/// Entities of FollowTheMoney, from whatever authorities.
const FTM: List = List {
    word: "ftm",
    name: "FollowTheMoney",
    id_prefix: "ftm",
    snapshots: Snapshots::WhenDated,
    duplicate_todo: "aggregate the fragments of an entity into one line first",
    ..List::OFFICIAL
};

/// FollowTheMoney, one entity a line.
pub(super) struct Ftm;

impl ListFormat for Ftm {
    fn lists(&self) -> &'static [&'static List] {
        &[&FTM]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["json", "jsonl", "ndjson"])
    }

    fn shape(&self) -> Shape {
        Shape::Entities
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.starts_with("{") && head.contains("\"schema\"")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        include_bytes!("../../../tests/fixtures/entities.ftm.json")
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, report)
    }
}

/// Reads the file.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let (path, text) = input.primary.text()?;
    let mut entities = Entities::default();
    for (line, raw) in (1..).zip(text.lines()) {
        let raw = raw.trim().trim_end_matches('\u{1a}');
        if raw.is_empty() {
            continue;
        }
        let entity: Entity = serde_json::from_str(raw).map_err(|error| {
            let reason = format!(
                "expected one FollowTheMoney entity as JSON on the line, and it cannot be read ({error}); was the file cut?"
            );
            CompileError::format(&path, line, reason)
        })?;
        if entity.id.is_empty() || entity.schema.is_empty() {
            let reason =
                "expected a FollowTheMoney entity with `id` and `schema`; is this another kind of JSON?";
            return Err(CompileError::format(&path, line, reason));
        }
        if entity.id.contains(char::is_whitespace) {
            let reason = format!("the id `{}` holds white space", shown(&entity.id));
            return Err(CompileError::format(&path, line, reason));
        }
        entities.add(Entity { line, ..entity }, raw, report);
    }
    Ok(entities.finish(&path, input.spec.kind.list_name(), report))
}
