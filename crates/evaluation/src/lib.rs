#![doc = include_str!("../README.md")]

mod bands;
mod curve;
mod error;
mod facts;
mod failures;
mod fit;
mod labelled;
mod measures;
mod observe;
mod pairs;
mod peers;
mod picture;
mod read_as;
mod selftest;
mod stated;
mod table;
mod tune;

pub use bands::{Band, Bands};
pub use curve::{CURVE_FLOOR, Curve, CurveLine};
pub use error::EvaluationError;
pub use facts::{FactsReport, Stated, with_facts};
pub use failures::{Failure, FailureHit, FalseAlarm, Miss, failures, write_failures};
pub use fit::{FOLDS, Fit, FoldFit, LabelledSets, SetFigures};
pub use labelled::{LabelledFile, LabelledPair, LabelledRow, Negative, Query, read_files};
pub use measures::{Alerted, Found, Measures};
pub use observe::{
    FileRecall, Observations, Observed, ScreeningReport, observe, observe_as, observe_files, screening,
};
pub use pairs::{PairScorer, PairsReport, ScoredPairs, pairs, score_pairs};
pub use peers::{Peer, read_peers};
pub use read_as::ReadAs;
pub use selftest::{
    GroupRecall, KINDS, KindRecall, MissedVariant, SelfTest, SelfTestReport, Severity, VariantKind, selftest,
};
pub use stated::StatedFacts;
pub use tune::{AskedName, Cost, Label, Sampled, Side, TuneReport, Tuning, read_asked, tune};
