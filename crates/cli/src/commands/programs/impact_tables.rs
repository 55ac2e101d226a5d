//! An impact assessment as tables.

use portcullis_exemptions::{ImpactReport, ShiftRow, Volume};

use crate::output::{counted, thousands};
use crate::table::{Sheet, joined};

/// The assessment as tables.
pub(super) fn text(assumed: &str, report: &ImpactReport) -> String {
    let mut text = format!(
        "assumed: {assumed}\n{} of {} change their outcome\n\n",
        thousands(report.changed),
        counted(report.payments, "payment", "payments")
    );
    let mut outcomes = Sheet::new(&[
        "outcome",
        "before",
        "after",
        "change",
        "value before",
        "value after",
    ])
    .right(&[1, 2, 3]);
    for row in &report.outcomes {
        outcomes.cells([
            outcomes.outcome(row.outcome),
            thousands(row.before.payments).into(),
            thousands(row.after.payments).into(),
            difference(row.before.payments, row.after.payments).into(),
            value(&row.before).into(),
            value(&row.after).into(),
        ]);
    }
    text.push_str(&outcomes.to_string());
    if report.changed == 0 {
        return text;
    }
    let mut moves = Sheet::new(&["from", "to", "payments", "value"]).right(&[2]);
    for row in &report.moves {
        let (from, to) = (moves.outcome(row.from), moves.outcome(row.to));
        moves.cells([
            from,
            to,
            thousands(row.volume.payments).into(),
            value(&row.volume).into(),
        ]);
    }
    text.push_str(&format!("\n{moves}"));
    text.push_str(&shifts("corridor", &report.corridors));
    text.push_str(&shifts("purpose", &report.purposes));

    text.push_str(&humanitarian(report));
    text.push_str(&affected(report));
    text
}

/// What becomes of the humanitarian payments, and which license would free those that are caught.
fn humanitarian(report: &ImpactReport) -> String {
    let flows = &report.humanitarian;
    let mut sheet = Sheet::new(&["humanitarian payments", "payments", "value"]).right(&[1]);
    for (what, volume) in [
        (
            "caught: flowed before, would need a person or be stopped",
            &flows.caught,
        ),
        ("licensed: would flow under a license", &flows.licensed),
        ("freed: needed a person or were stopped, would flow", &flows.freed),
        ("other: stopped before and after, in another way", &flows.other),
    ] {
        sheet.row([what.to_owned(), thousands(volume.payments), value(volume)]);
    }
    let mut text = format!("\n{sheet}");
    if !report.remedies.is_empty() {
        let mut remedies = Sheet::new(&[
            "license that would free them",
            "what they lack",
            "payments",
            "value",
        ])
        .right(&[2]);
        for row in &report.remedies {
            let license = if row.license_id.is_empty() {
                "none"
            } else {
                &row.license_id
            };
            let volume = &row.volume;
            remedies.row([license, &row.lacking, &thousands(volume.payments), &value(volume)]);
        }
        text.push_str(&format!("\n{remedies}"));
    }
    text
}

/// Who is affected most.
fn affected(report: &ImpactReport) -> String {
    let mut text = String::new();
    for (head, rows) in [
        ("designation that catches", &report.designations),
        ("debtor affected", &report.debtors),
        ("creditor affected", &report.creditors),
    ] {
        if rows.is_empty() {
            continue;
        }
        let mut parties = Sheet::new(&[head, "payments", "value"]).right(&[1]);
        for row in rows {
            let name = [row.id.as_str(), &row.name]
                .into_iter()
                .filter(|part| !part.is_empty());
            parties.row([
                name.collect::<Vec<_>>().join(" "),
                thousands(row.volume.payments),
                value(&row.volume),
            ]);
        }
        text.push_str(&format!("\n{parties}"));
    }
    text
}

fn shifts(head: &str, rows: &[ShiftRow]) -> String {
    let mut sheet = Sheet::new(&[head, "stricter", "value", "freer", "value"]).right(&[1, 3]);
    for ShiftRow { name, shift } in rows {
        let (stricter, freer) = (&shift.stricter, &shift.freer);
        sheet.row([
            name.as_str(),
            &thousands(stricter.payments),
            &value(stricter),
            &thousands(freer.payments),
            &value(freer),
        ]);
    }
    format!("\n{sheet}")
}

/// How a number of payments changes: `+3`, `-1,204`, nothing where it stays.
fn difference(before: u64, after: u64) -> String {
    match after.cmp(&before) {
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("+{}", thousands(after - before)),
        std::cmp::Ordering::Less => format!("-{}", thousands(before - after)),
    }
}

/// Value by currency in whole units, those that most payments of the world are made in first; never added up. `--json`
/// has every currency to the cent.
pub(super) fn value(volume: &Volume) -> String {
    const FIRST: [&str; 5] = ["USD", "EUR", "GBP", "JPY", "CNY"];
    const SHOWN: usize = 2;
    if volume.value.is_empty() {
        return "-".to_owned();
    }
    let mut currencies: Vec<_> = volume.value.iter().collect();
    currencies.sort_by_key(|(currency, _)| {
        let rank = FIRST.iter().position(|first| first == currency);
        (rank.unwrap_or(FIRST.len()), *currency)
    });
    let mut text = joined(
        currencies
            .iter()
            .take(SHOWN)
            .map(|(currency, value)| format!("{} {currency}", whole_units(&value.to_string()))),
    );
    if currencies.len() > SHOWN {
        text.push_str(&format!(" + {} more", currencies.len() - SHOWN));
    }
    text
}

/// `1102902.34` as `1,102,902`; what is less than one unit as it is.
fn whole_units(amount: &str) -> String {
    let whole = amount.split('.').next().unwrap_or(amount);
    match whole.parse::<u64>() {
        Ok(0) => amount.to_owned(),
        Ok(units) => thousands(units),
        // Negative, or beyond what a computer counts in: as written.
        Err(_) => amount.to_owned(),
    }
}
