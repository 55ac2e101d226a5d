//! Evidence in words: short for a table's cell.

use portcullis_model::{Agreement, Evidence, Fact, Score, TokenRelation};

/// A hit's evidence in one line, strongest first: what is the same, what is related and how, what has no counterpart,
/// what else was found.
///
/// `haqqani, netwrk~network (edit)` reads: one token is the same, one is an edit away from a listed one.
pub fn compact(evidence: &[Evidence]) -> String {
    let mut matched = Vec::new();
    let (mut asked_only, mut listed_only) = (Vec::new(), Vec::new());
    let mut notes = Vec::new();
    for piece in evidence {
        match piece {
            Evidence::Token {
                query,
                listed,
                relation,
                ..
            } => matched.push(pair(query, listed, *relation)),
            Evidence::Unmatched {
                text, listed: true, ..
            } => listed_only.push(text.as_str()),
            Evidence::Unmatched {
                text, listed: false, ..
            } => asked_only.push(text.as_str()),
            Evidence::Adjustment { reason, factor } => notes.push(format!("{reason} ({})", times(*factor))),
            Evidence::Corroboration {
                fact,
                agreement,
                query,
                listed,
            } => notes.push(match agreement {
                Agreement::Agrees => format!("{} agrees ({listed})", named(*fact)),
                Agreement::Conflicts => format!("{} {query}, listed {listed}", named(*fact)),
            }),
            Evidence::Identifier { id_kind, value } => matched.push(format!("{id_kind} {value}")),
            Evidence::Place { stated, text, name } => matched.push(format!("{stated} {text} ({name})")),
            Evidence::Text { note } => notes.push(note.clone()),
        }
    }
    let mut parts = Vec::new();
    if !matched.is_empty() {
        parts.push(matched.join(", "));
    }
    if !asked_only.is_empty() {
        parts.push(format!("not listed: {}", asked_only.join(" ")));
    }
    if !listed_only.is_empty() {
        parts.push(format!("only listed: {}", listed_only.join(" ")));
    }
    parts.extend(notes);
    parts.join("; ")
}

/// What a score was multiplied with, as it is read: `×0.97`. Like a score, it is never rounded up.
pub fn times(factor: f32) -> String {
    if factor > 1.0 {
        format!("×{factor:.2}")
    } else {
        format!("×{:.2}", Score::from_fraction(factor))
    }
}

/// A fact, as people call it.
fn named(fact: Fact) -> String {
    fact.as_str().replace('-', " ")
}

fn pair(query: &str, listed: &str, relation: TokenRelation) -> String {
    if relation == TokenRelation::Exact {
        query.to_owned()
    } else {
        format!("{query}~{listed} ({relation})")
    }
}

/// What keeps a match from being a better one, in one line: words that are only related or have no counterpart, and facts
/// that speak against it. Empty where nothing does.
pub fn against(evidence: &[Evidence]) -> String {
    let speaks_against = |piece: &&Evidence| match piece {
        Evidence::Token { relation, .. } => *relation != TokenRelation::Exact,
        Evidence::Unmatched { .. } | Evidence::Text { .. } => true,
        Evidence::Adjustment { factor, .. } => *factor < 1.0,
        Evidence::Corroboration { agreement, .. } => *agreement == Agreement::Conflicts,
        Evidence::Identifier { .. } | Evidence::Place { .. } => false,
    };
    compact(
        &evidence
            .iter()
            .filter(speaks_against)
            .cloned()
            .collect::<Vec<_>>(),
    )
}

/// What kept a name from scoring higher, heaviest first; empty when nothing did.
pub fn missing(evidence: &[Evidence]) -> Vec<String> {
    let mut missing: Vec<(f32, String)> = evidence
        .iter()
        .filter_map(|piece| match piece {
            Evidence::Unmatched { text, listed, weight } => {
                let side = if *listed { "the listed name" } else { "the query" };
                Some((
                    *weight,
                    format!("`{text}` of {side} has no counterpart (weight {weight:.2})"),
                ))
            }
            Evidence::Token {
                query,
                listed,
                relation,
                similarity,
                weight,
            } if *similarity < 1.0 => Some((
                weight * (1.0 - similarity),
                format!(
                    "`{query}` is only {relation} to `{listed}` (similarity {:.2}, weight {weight:.2})",
                    Score::from_fraction(*similarity)
                ),
            )),
            Evidence::Adjustment { reason, factor } if *factor < 1.0 => {
                Some((1.0 - factor, format!("{reason} ({})", times(*factor))))
            }
            _ => None,
        })
        .collect();
    missing.sort_by(|a, b| b.0.total_cmp(&a.0));
    missing.into_iter().map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Agreement, Evidence, Fact, IdentifierKind, TokenRelation};

    use super::{against, compact, missing};

    fn token(query: &str, listed: &str, relation: TokenRelation, similarity: f32) -> Evidence {
        Evidence::Token {
            query: query.into(),
            listed: listed.into(),
            relation,
            similarity,
            weight: 0.8,
        }
    }

    #[test]
    fn a_typo_reads_as_one() {
        let evidence = [
            token("haqqani", "haqqani", TokenRelation::Exact, 1.0),
            token("netwrk", "network", TokenRelation::Edit, 0.9),
            Evidence::Unmatched {
                text: "smith".into(),
                listed: false,
                weight: 0.5,
            },
            Evidence::Unmatched {
                text: "ltd".into(),
                listed: true,
                weight: 0.1,
            },
        ];
        assert_eq!(
            compact(&evidence),
            "haqqani, netwrk~network (edit); not listed: smith; only listed: ltd"
        );
    }

    #[test]
    fn facts_and_identifiers_are_said_in_words() {
        let evidence = [
            Evidence::Identifier {
                id_kind: IdentifierKind::Bic,
                value: "CMSYSYDA".into(),
            },
            Evidence::Corroboration {
                fact: Fact::BirthDate,
                agreement: Agreement::Conflicts,
                query: "1999".into(),
                listed: "1967-01-13".into(),
            },
            Evidence::Adjustment {
                reason: "facts conflict".into(),
                factor: 0.88,
            },
        ];
        assert_eq!(
            compact(&evidence),
            "bic CMSYSYDA; birth date 1999, listed 1967-01-13; facts conflict (×0.88)"
        );
    }

    #[test]
    fn a_factor_is_shown_as_it_is_and_never_as_more() {
        for (factor, shown) in [
            (0.88, "×0.88"),
            (0.97, "×0.97"),
            (0.8999, "×0.89"),
            (0.996, "×0.99"),
        ] {
            assert_eq!(super::times(factor), shown);
        }
    }

    #[test]
    fn what_is_the_same_does_not_speak_against_a_match() {
        let fact = |agreement| Evidence::Corroboration {
            fact: Fact::BirthDate,
            agreement,
            query: "1967".into(),
            listed: "1967-01-13".into(),
        };
        let evidence = [
            token("viktor", "viktor", TokenRelation::Exact, 1.0),
            token("boot", "bout", TokenRelation::Edit, 0.8),
            fact(Agreement::Agrees),
        ];
        assert_eq!(against(&evidence), "boot~bout (edit)");
        assert_eq!(against(&evidence[..1]), "");
        assert_eq!(
            against(&[fact(Agreement::Conflicts)]),
            "birth date 1967, listed 1967-01-13"
        );
    }

    #[test]
    fn what_is_missing_is_said_heaviest_first() {
        let evidence = [
            Evidence::Unmatched {
                text: "ltd".into(),
                listed: true,
                weight: 0.1,
            },
            token("viktor", "viktor", TokenRelation::Exact, 1.0),
            Evidence::Unmatched {
                text: "boot".into(),
                listed: false,
                weight: 0.9,
            },
        ];
        assert_eq!(
            missing(&evidence),
            [
                "`boot` of the query has no counterpart (weight 0.90)",
                "`ltd` of the listed name has no counterpart (weight 0.10)"
            ]
        );
    }
}
