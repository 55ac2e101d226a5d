//! The account as CSV.

use super::ImpactAccount;
use crate::csv_row::CsvRow;

/// A row a table, group and period: `count` is empty where it is hidden.
const HEADER: &str = "table,group,period,unit,count,hidden\n";

pub(super) fn render(account: &ImpactAccount) -> String {
    let mut rows = HEADER.as_bytes().to_vec();
    for table in &account.tables {
        for row in &table.rows {
            for (period, count) in account.periods.iter().zip(&row.counts) {
                let shown = count.map(|count| count.to_string()).unwrap_or_default();
                push_row(
                    &mut rows,
                    [table.id, &row.group, period, table.unit, &shown],
                    count.is_none(),
                );
            }
        }
    }
    for share in &account.shares {
        for (period, of) in account.periods.iter().zip(&share.shares) {
            let shown = of.share.as_deref().unwrap_or_default();
            push_row(
                &mut rows,
                ["shares", share.id, period, "share", shown],
                of.part.is_none(),
            );
        }
    }
    for license in &account.licenses_unused {
        push_row(
            &mut rows,
            ["licenses-unused", license, "", "payments", "0"],
            false,
        );
    }
    String::from_utf8_lossy(&rows).into_owned()
}

fn push_row(rows: &mut Vec<u8>, fields: [&str; 5], is_hidden: bool) {
    CsvRow::behind(rows)
        .texts(fields)
        .text(if is_hidden { "yes" } else { "" })
        .end();
}
