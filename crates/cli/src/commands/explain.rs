//! `explain`: why a name scores what it scores, or why a payment is decided as it is.

mod of_run;
mod over;

use std::path::PathBuf;
use std::sync::Arc;

use portcullis_exemptions::{Decision, LicenseReport, Rulebook};
use portcullis_index::Index;
use portcullis_matcher::{Explanation, Findings, Matcher};
use portcullis_model::{Date, Evidence, Field, NameKind, Payment, Role, Score};
use portcullis_payments::{BatchFile, ColumnMap, Format, open_batch, payment_files};
use portcullis_screening::{CheckedDiscount, CheckedHit, Policy, Screener};
use serde::Serialize;

use crate::compared::{Compared, Coverage, Row};
use crate::demonstration::Lists;
use crate::failure::{Exit, Failure};
use crate::hits::{self, FoundIn};
use crate::options::{Batch, IndexFile, KnownFacts, Matching, Rules, judged_as_of, missing_lists, today};
use crate::output::{message, print, print_json};
use crate::table::{Card, Sheet};
use crate::why;

/// Explain a score, or a decision
///
/// With --against: how a name compares with one designation, token by token, hit or not, and below the threshold what
/// was missing. With --payment: how one payment of a batch is decided, each obligation, and of each license which clause
/// held, which failed and what evidence was missing. With --over: how it would be decided as of every day of that time, the
/// days on which that changed, and why; caps of licenses count as unspent.
///
/// With --run: a payment of a run, with the index, rules and settings that the run was made with. They are read where this
/// command line says, else from the copies in the run (`screen --keep`), else where they were; one that is not what it was is
/// refused by name. What the run found the payment to resemble (a
/// payment that was stopped before it) is told as well; with --payment a payment is looked at by itself.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "\
portcullis explain [OPTIONS] --against <DESIGNATION_ID> <NAME>
       portcullis explain [OPTIONS] --payment <PAYMENT_ID> <PAYMENTS>...
       portcullis explain [OPTIONS] --run <DIR> <PAYMENT_ID>",
    after_help = "\
Examples:
  portcullis explain --against custom-us-viktor-bout \"Victor Boot\"
  portcullis explain --payment PMT-0150 data/payments/sample.csv
  portcullis explain --payment PMT-0150 --over 2015-01-01..2026-12-31 payments.csv
  portcullis explain --run runs/today PMT-0150
  portcullis explain --payment S12 --index lists.pcx \\
      --licenses licenses.toml --registry registry.csv payments.csv"
)]
pub struct Args {
    #[command(flatten)]
    index: IndexFile,
    /// The designation to compare with
    #[arg(long, value_name = "DESIGNATION_ID", required_unless_present_any = ["payment", "run"])]
    against: Option<String>,
    /// The payment to decide, by its payment_id
    #[arg(long, value_name = "PAYMENT_ID", conflicts_with = "against")]
    payment: Option<String>,
    /// Explain a payment of this run, with the run's own index, rules and settings; ID is its payment_id
    #[arg(long, value_name = "DIR", conflicts_with_all = ["against", "payment", "as_of", "threshold", "sensitivity", "weak_aliases", "ignore_conflicts", "exhaustive"])]
    run: Option<PathBuf>,
    /// Judge the payment as of this day instead of its value date
    #[arg(long, value_name = "DATE", value_parser = judged_as_of)]
    as_of: Option<Date>,
    /// Tell how the payment is decided as of each day of this time, and why that changes
    #[arg(long, value_name = "FROM..TO", conflicts_with_all = ["against", "as_of"])]
    over: Option<over::Days>,
    /// Print the explanation as JSON
    #[arg(long)]
    json: bool,
    /// The name to compare; with --payment, the payments files; with --run, the payment
    #[arg(value_name = "NAME|PAYMENTS|ID", required = true)]
    subjects: Vec<String>,
    #[command(flatten)]
    facts: KnownFacts,
    #[command(flatten)]
    batch: Batch,
    #[command(flatten)]
    matching: Matching,
    #[command(flatten)]
    rules: Rules,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    args.matching.confirm()?;
    if let Some(run) = &args.run {
        let [payment_id] = args.subjects.as_slice() else {
            return Err(Failure::usage("--run explains one payment: name its payment_id"));
        };
        let setting = of_run::setting(args, &of_run::absolute(run)?, payment_id)?;
        explain_payment(args, payment_id, setting)?;
        return Ok(Exit::Done);
    }
    match (&args.against, &args.payment, args.subjects.as_slice()) {
        (Some(id), _, [name]) => explain_name(args, id, name),
        (Some(_), ..) => Err(Failure::usage("--against compares one name; put it in quotes")),
        (None, Some(_), _) if !args.facts.facts().is_empty() => Err(Failure::usage(
            "--born, --country and --gender go with --against: the facts of a payment's parties stand in the payment",
        )),
        (None, Some(payment_id), _) => explain_payment(args, payment_id, Setting::of(args)?),
        (None, None, _) => Err(Failure::usage(
            "explain what? --against DESIGNATION_ID NAME, or --payment ID PAYMENTS",
        )),
    }?;
    Ok(Exit::Done)
}

fn explain_name(args: &Args, id: &str, name: &str) -> Result<(), Failure> {
    let lists = Lists::open(&args.index)?;
    let ordinal = hits::find_designation(&lists.index, id)?;
    let id = lists.index.designation_id(ordinal);
    let options = args.matching.options();
    let matcher = Matcher::new(Arc::clone(&lists.index), options);
    let mut scratch = matcher.scratch();
    let Some(mut explanation) = matcher.explain(name, ordinal, &mut scratch) else {
        return Err(Failure::usage(format!(
            "`{name}` and {id} cannot be compared: one of them has no letter or digit that a name is made of"
        )));
    };
    let silent = explanation.name_kind == NameKind::WeakAlias && !options.weak_aliases_alert;
    let (of_name, evidence) = (explanation.score, &explanation.evidence);
    let counterfactual = matcher.counterfactual(name, ordinal, of_name, evidence, &mut scratch);
    let compared = Compared::new(&explanation, counterfactual);
    let facts = args.facts.facts();
    let (score, factor) = matcher.weigh(&facts, ordinal, of_name, &mut explanation.evidence);
    explanation.score = score;
    let hit = score >= options.threshold && !silent;
    let factor = (!facts.is_empty()).then_some(factor);
    let discounted = factor.is_some() && !silent && of_name >= options.threshold && !hit;
    if args.json {
        return print_json(&NameExplained {
            query: name,
            designation_id: id,
            matched_name: &explanation.matched,
            name_kind: explanation.name_kind,
            score: explanation.score,
            threshold: options.threshold,
            hit,
            factor,
            discounted,
            evidence: &explanation.evidence,
            missing: if hit {
                Vec::new()
            } else {
                why::missing(&explanation.evidence)
            },
            tokens: &compared.rows,
            coverage: compared.coverage,
            would_hit: compared.would_hit.as_deref(),
        });
    }
    print(&describe_name(
        name,
        id,
        &explanation,
        &compared,
        options.threshold,
        silent,
        factor.filter(|_| discounted),
    ))
}

#[derive(Serialize)]
struct NameExplained<'a> {
    query: &'a str,
    designation_id: &'a str,
    matched_name: &'a str,
    name_kind: NameKind,
    score: Score,
    threshold: Score,
    hit: bool,
    /// What facts multiply the score with; absent where none were stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    factor: Option<f32>,
    /// Whether facts alone keep it from being a hit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    discounted: bool,
    evidence: &'a [Evidence],
    /// What kept the name from scoring higher, heaviest first.
    missing: Vec<String>,
    /// The rows of the table, with what each would change.
    tokens: &'a [Row],
    coverage: Coverage,
    /// What would have made a hit of it.
    would_hit: Option<&'a str>,
}

fn describe_name(
    name: &str,
    id: &str,
    explanation: &Explanation,
    compared: &Compared,
    threshold: Score,
    silent: bool,
    discounted_by: Option<f32>,
) -> String {
    let mut card = Card::default();
    card.line("query", name);
    card.line(
        "nearest name",
        format!("{} ({} of {id})", explanation.matched, explanation.name_kind),
    );
    let mut text = format!("{card}\n{}\n", token_table(&compared.rows));
    let others: Vec<String> = explanation
        .evidence
        .iter()
        .filter(|piece| !matches!(piece, Evidence::Token { .. } | Evidence::Unmatched { .. }))
        .map(|piece| why::compact(std::slice::from_ref(piece)))
        .collect();
    for other in others {
        text.push_str(&format!("{other}\n"));
    }
    text.push_str(&format!("{}\n", compared.coverage.sentence()));
    let score = explanation.score;
    if let Some(factor) = discounted_by {
        text.push_str(&format!(
            "score {score}, below the threshold {threshold} because of facts alone ({}): discounted, no hit\n",
            why::times(factor)
        ));
    } else if score < threshold {
        text.push_str(&format!(
            "score {score}, below the threshold {threshold}: no hit\n"
        ));
        text.push_str(&match &compared.would_hit {
            Some(missing) => format!("what was missing: {missing}\n"),
            None => "what was missing: more than a few words\n".to_owned(),
        });
    } else if silent {
        text.push_str(&format!(
            "score {score}, but a weak alias does not alert by itself: no hit (--weak-aliases alert changes that)\n"
        ));
    } else {
        text.push_str(&format!("score {score}, threshold {threshold}: a hit\n"));
    }
    text
}

fn token_table(rows: &[Row]) -> Sheet {
    // The last column is there when there is something to say in it: below the threshold.
    let supposed = rows.iter().any(|row| row.if_matched.is_some());
    let mut heads = vec!["query", "listed", "relation", "similarity", "weight"];
    heads.extend(supposed.then_some("score if matched"));
    let mut sheet = Sheet::new(&heads).right(&[3, 4, 5]);
    for row in rows {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let mut cells = vec![
            side(&row.query),
            side(&row.listed),
            row.relation
                .map_or_else(|| "no counterpart".to_owned(), |relation| relation.to_string()),
            row.similarity
                .map(|similarity| format!("{:.2}", Score::from_fraction(similarity)))
                .unwrap_or_default(),
            format!("{:.2}", row.weight),
        ];
        cells.extend(supposed.then(|| row.if_matched.map(|score| score.to_string()).unwrap_or_default()));
        sheet.row(cells);
    }
    sheet
}

/// What a payment is decided by, and where it stands.
struct Setting {
    lists: Lists,
    rulebook: Rulebook,
    policy: Policy,
    mapping: ColumnMap,
    format: Option<Format>,
    payments: Vec<PathBuf>,
    /// Of a run, what it found to resemble payments that were stopped before.
    resubmissions: of_run::Resubmissions,
}

impl Setting {
    /// As the command line says.
    fn of(args: &Args) -> Result<Setting, Failure> {
        let lists = Lists::open(&args.index)?;
        Ok(Setting {
            rulebook: args.rules.load(&lists)?,
            lists,
            policy: Policy {
                matching: args.matching.options(),
                as_of: args.as_of,
                run_date: today(),
            },
            mapping: args.batch.mapping()?,
            format: args.batch.format,
            payments: args.subjects.iter().map(PathBuf::from).collect(),
            resubmissions: of_run::Resubmissions::default(),
        })
    }
}

fn explain_payment(args: &Args, payment_id: &str, setting: Setting) -> Result<(), Failure> {
    let Setting {
        lists,
        rulebook,
        policy,
        mapping,
        format,
        payments,
        resubmissions,
    } = setting;
    missing_lists(&rulebook).for_each(|warning| message(&format!("warning: {warning}")));
    // Without a cap no payment bears on another, and only the one that was asked for need be screened.
    let capped = args.over.is_none()
        && rulebook
            .licenses()
            .iter()
            .any(|license| !license.caps().is_empty());
    let screener = Screener::new(Arc::clone(&lists.index), rulebook, policy);
    let mut found = 0u32;
    let paths = payment_files(&payments)?;
    let files = open_batch(paths.iter().map(|path| (&**path, &**path)), format, &mapping)?;
    for file in files.iter().filter(|file| file.refusal().is_none()) {
        let (file_path, path) = (file.path(), &*file.path().to_string_lossy());
        for chunk in file.chunks(1 << 20) {
            let held = file.hold(chunk);
            let mut records = held.records();
            while let Some(record) = records.next() {
                match record {
                    Ok(payment) if payment.payment_id == payment_id => {
                        found += 1;
                        if let Some(days) = args.over {
                            over::explain(&screener, payment, path, days, args.json)?;
                            continue;
                        }
                        let resembling = resubmissions.hit(payment, file_path, &lists.index);
                        let (decision, findings) = match resembling {
                            Some(hit) => screener.screen_resembling(payment, hit),
                            None => screener.screen_with_hits(payment),
                        };
                        let as_of = screener.policy().as_of(payment.value_date);
                        let decided = Decided {
                            path,
                            payment,
                            as_of,
                            decision: &decision,
                            findings: &findings,
                        };
                        decided.print(&lists.index, args.json)?;
                    }
                    Ok(payment) if capped => drop(screener.screen_one(payment)),
                    Ok(_) => {}
                    Err(reject) if reject.payment_id == payment_id => {
                        found += 1;
                        let error = &reject.error;
                        let line = reject.line;
                        if args.json {
                            print_json(&Rejected {
                                payment_id,
                                file: path,
                                line,
                                error,
                            })?;
                        } else {
                            print(&format!(
                                "{payment_id} ({path}:{line}): rejected, not decided: {error}\n"
                            ))?;
                        }
                    }
                    Err(_) => {}
                }
            }
        }
    }
    let refusal = files.into_iter().find_map(BatchFile::into_refusal);
    if let Some(refusal) = refusal.filter(|_| found == 0) {
        return Err(refusal.into());
    }
    match found {
        0 => Err(Failure::usage(format!(
            "no payment `{payment_id}` in {}",
            payments
                .iter()
                .map(|path| path.display().to_string())
                .collect::<Vec<_>>()
                .join(", ")
        ))),
        1 => Ok(()),
        n => {
            message(&format!("warning: {n} payments have the id `{payment_id}`"));
            Ok(())
        }
    }
}

#[derive(Serialize)]
struct Rejected<'a> {
    payment_id: &'a str,
    file: &'a str,
    line: u64,
    error: &'a str,
}

struct Decided<'a> {
    path: &'a str,
    payment: &'a Payment<'a>,
    as_of: Date,
    decision: &'a Decision,
    findings: &'a Findings,
}

#[derive(Serialize)]
struct PaymentExplained<'a> {
    payment_id: &'a str,
    file: &'a str,
    line: u64,
    as_of: Date,
    #[serde(flatten)]
    decision: &'a Decision,
    hits: Vec<FieldHit<CheckedHit<'a>>>,
    /// What facts alone keep from being a hit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    discounted: Vec<FieldHit<CheckedDiscount<'a>>>,
}

#[derive(Serialize)]
struct FieldHit<T> {
    field: Field,
    certain: bool,
    #[serde(flatten)]
    hit: T,
}

impl Decided<'_> {
    fn print(&self, index: &Index, json: bool) -> Result<(), Failure> {
        let Findings { hits, discounted } = self.findings;
        let found_in = FoundIn {
            index,
            as_of: Some(self.as_of),
        };
        let found = found_in.all(hits)?;
        let discounts = found_in.discounted(discounted)?;
        if json {
            let hits = hits.iter().zip(&found);
            let discounted = discounted.iter().zip(&discounts);
            return print_json(&PaymentExplained {
                payment_id: &self.payment.payment_id,
                file: self.path,
                line: self.payment.line,
                as_of: self.as_of,
                decision: self.decision,
                hits: hits
                    .map(|(hit, found)| FieldHit {
                        field: hit.field,
                        certain: hit.certain,
                        hit: found.contract(),
                    })
                    .collect(),
                discounted: discounted
                    .map(|(discounted, found)| FieldHit {
                        field: discounted.hit.field,
                        certain: false,
                        hit: hits::discounted_record(found),
                    })
                    .collect(),
            });
        }
        let mut text = self.head();
        if !found.is_empty() {
            text.push_str(&format!("\n{}", hits::table(&found, true)));
        }
        text.push_str(&hits::discounted(&discounts, discounts.len(), true));
        text.push_str(&obligations(self.decision));
        print(&text)
    }

    fn head(&self) -> String {
        let mut card = Card::default();
        card.line(
            "payment",
            format!(
                "{} ({}:{})",
                self.payment.payment_id, self.path, self.payment.line
            ),
        );
        card.line("judged as of", self.as_of);
        card.line("debtor", self.payment.name_of(Role::Debtor));
        card.line("creditor", self.payment.name_of(Role::Creditor));
        if let Some(amount) = &self.payment.amount {
            let currency = amount.currency.map(|code| format!(" {code}")).unwrap_or_default();
            card.line("amount", format!("{}{currency}", amount.value));
        }
        card.line(
            "purpose",
            self.payment
                .purpose
                .map(|purpose| purpose.to_string())
                .unwrap_or_default(),
        );
        card.line("outcome", self.decision.outcome);
        card.line("reason", &self.decision.reason);
        card.to_string()
    }
}

/// Each obligation and the licenses that were held against it, clause by clause.
fn obligations(decision: &Decision) -> String {
    let mut text = String::new();
    for (n, obligation) in decision.obligations.iter().enumerate() {
        text.push_str(&format!(
            "\nobligation {}: {} {} ({}) on {} {} as {}\n",
            n + 1,
            obligation.program,
            obligation.measure,
            obligation.authority,
            obligation.designation_id,
            obligation.designation_name,
            obligation.field
        ));
        text.push_str(&format!("  {}", obligation.phase.standing));
        if let Some(since) = obligation.phase.since {
            text.push_str(&format!(" since {since}"));
        }
        if let Some(basis) = &obligation.phase.basis {
            text.push_str(&format!(", {basis}"));
        }
        text.push('\n');
        if let Some(because) = &obligation.because {
            text.push_str(&format!("  {because}\n"));
        }
        if let Some(license) = &obligation.covered_by {
            text.push_str(&describe_license("covered by", license));
        } else if let Some(bearer) = &obligation.taken_for {
            text.push_str(&format!(
                "  does not keep the payment: the whole name is that of {bearer}, which a license names that covers it\n"
            ));
        } else if obligation.failed.is_empty() {
            text.push_str("  no license reaches it\n");
        }
        for license in &obligation.failed {
            text.push_str(&describe_license("not covered by", license));
        }
    }
    for dormant in &decision.dormant {
        let program = if dormant.program.is_empty() { "" } else { " under " };
        text.push_str(&format!(
            "\nnothing binds: {} {} as {}{program}{}: {}\n",
            dormant.designation_id, dormant.designation_name, dormant.field, dormant.program, dormant.why
        ));
    }
    for good_guy in &decision.good_guys {
        text.push_str(&format!(
            "\ngood guy: {} is not {} {}\n  known by {}; decided by {}: {}\n",
            good_guy.field,
            good_guy.designation_id,
            good_guy.designation_name,
            good_guy.known_by,
            good_guy.reviewer,
            good_guy.reason
        ));
        if let Some(until) = good_guy.valid_until {
            text.push_str(&format!("  until {until}\n"));
        }
    }
    for suggestion in &decision.suggestions {
        text.push_str(&format!(
            "\nto look at: `{}` in the remittance information speaks of {}, which license {} is about; only the purpose \
             field is evidence\n",
            suggestion.word, suggestion.purpose, suggestion.license_id
        ));
    }
    text
}

fn describe_license(how: &str, license: &LicenseReport) -> String {
    let citation = license
        .citation
        .as_deref()
        .map(|citation| format!(", {citation}"))
        .unwrap_or_default();
    let mut text = format!("  {how} {} ({}{citation})\n", license.license_id, license.kind);
    let mut card = Card::default();
    for clause in &license.clauses {
        let verdict = if clause.held { "held  " } else { "FAILED" };
        card.line(&format!("    {verdict}  {}", clause.clause), &clause.evidence);
    }
    text.push_str(&card.to_string());
    text
}
