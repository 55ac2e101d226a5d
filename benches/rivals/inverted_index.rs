//! `tantivy`, a full-text search engine: an inverted index of the listed names in memory, each word of a query matched
//! within one or two edits, any of them enough, the twenty names with most words matched.
//!
//! It ranks and does not decide: a caller would have to score the twenty. What stands at place 21 is lost, and with it
//! whatever a word relates to other than by two edits (transliterations, initials, nicknames, joined or split words).

use std::error::Error;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::normal::words;

/// How many names it is asked for.
const TOP: usize = 20;

/// Room for the writer, in bytes: more than the names of a large list need.
const WRITER_BYTES: usize = 200 << 20;

pub(crate) struct FuzzyTerms {
    searcher: Searcher,
    name: Field,
    /// Ordinal in our index of each document.
    ordinals: Vec<u32>,
}

impl FuzzyTerms {
    pub(crate) fn new(listed: &[(u32, &str)]) -> Result<FuzzyTerms, Box<dyn Error>> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqs);
        let name = schema.add_text_field("name", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_ram(schema.build());
        // One thread and one commit make one segment, in which documents keep their order.
        let mut writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        for (_, text) in listed {
            let mut document = TantivyDocument::default();
            document.add_text(name, words(text));
            writer.add_document(document)?;
        }
        writer.commit()?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let searcher = reader.searcher();
        if searcher.segment_readers().len() != 1 {
            return Err("tantivy wrote several segments; raise WRITER_BYTES".into());
        }
        Ok(FuzzyTerms {
            searcher,
            name,
            ordinals: listed.iter().map(|&(ordinal, _)| ordinal).collect(),
        })
    }

    /// Ordinals of the listed names that match most words of the query, best first.
    pub(crate) fn top(&self, query: &str) -> Vec<u32> {
        let terms: Vec<(Occur, Box<dyn Query>)> = words(query)
            .split_whitespace()
            .map(|word| {
                let term = Term::from_field_text(self.name, word);
                let query = FuzzyTermQuery::new(term, edits(word), true);
                (Occur::Should, Box::new(query) as Box<dyn Query>)
            })
            .collect();
        let collector = TopDocs::with_limit(TOP).order_by_score();
        match self.searcher.search(&BooleanQuery::new(terms), &collector) {
            Ok(top) => top
                .iter()
                .filter_map(|(_, address)| self.ordinals.get(address.doc_id as usize).copied())
                .collect(),
            Err(error) => {
                eprintln!("tantivy: `{query}`: {error}");
                Vec::new()
            }
        }
    }
}

/// One edit, and two in words of more than five letters, as search engines are commonly configured (`AUTO`).
fn edits(word: &str) -> u8 {
    if word.chars().count() > 5 { 2 } else { 1 }
}
