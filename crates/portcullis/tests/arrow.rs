//! Tables in, decisions out.
#![cfg(feature = "arrow")]
#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::{fs, sync::Arc};

use portcullis::{
    Error, Screener,
    arrow::{
        ColumnMap, REJECTED, TableLayout,
        arrow_array::{
            Array, ArrayRef, Decimal128Array, Int64Array, RecordBatch, RecordBatchIterator,
            RecordBatchReader, StringArray,
            cast::AsArray,
            ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
        },
        decisions_schema,
    },
    lists::{CompileOptions, compile},
};

const LIST: &str = "id,name,schema,authority,list,programs\n\
                    acme,Acme Trading Zebulon,organization,UN,UN test,UN-A\n\
                    quorn,Quorn Velasquez Ltd,organization,UN,UN test,UN-B\n";

/// Lists with `acme`, and `quorn` on a program of which a license releases 150 dollars a month.
fn screener(folder: &tempfile::TempDir) -> Screener {
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("rules/licenses")).unwrap();
    fs::write(path("list.csv"), LIST).unwrap();
    fs::write(
        path("rules/licenses/capped.toml"),
        r#"
[[license]]
id = "un-food"
authority = "UN"
kind = "general"
citation = "a test"
programs = ["UN-B"]
valid_from = 2020-01-01
purposes = ["food"]
cap = { value = "150.00", currency = "USD", per = "month" }
"#,
    )
    .unwrap();
    let source = format!("custom:{}", path("list.csv").display()).parse().unwrap();
    compile(&[source], &path("lists.pcx"), &CompileOptions::default()).unwrap();
    let builder = Screener::builder().index(path("lists.pcx")).rules(path("rules"));
    builder.build().unwrap()
}

fn text(values: Vec<Option<&str>>) -> ArrayRef {
    Arc::new(StringArray::from(values))
}

/// So many rows; the payee of the numbered ones is somebody else.
fn payments(rows: usize, payees: &[(usize, &str)]) -> RecordBatch {
    let ids: Vec<String> = (0..rows).map(|row| format!("P-{row}")).collect();
    let payee = |row: &usize| {
        payees
            .iter()
            .find(|(at, _)| at == row)
            .map_or("Ann Lee", |(_, name)| name)
    };
    let amounts = Decimal128Array::from(vec![10_000; rows])
        .with_precision_and_scale(18, 2)
        .unwrap();
    RecordBatch::try_from_iter([
        (
            "payment_id",
            text(ids.iter().map(|id| Some(id.as_str())).collect()),
        ),
        ("Value Date", text(vec![Some("2024-03-01"); rows])),
        ("amount", Arc::new(amounts) as ArrayRef),
        ("currency", text(vec![Some("USD"); rows])),
        ("debtor_name", text(vec![Some("Bo Chen"); rows])),
        (
            "creditor_name",
            text((0..rows).map(|row| Some(payee(&row))).collect()),
        ),
        ("purpose", text(vec![Some("food"); rows])),
    ])
    .unwrap()
}

fn column<'a>(decisions: &'a RecordBatch, name: &str) -> Vec<&'a str> {
    let column: &StringArray = decisions.column_by_name(name).unwrap().as_string();
    (0..column.len()).map(|row| column.value(row)).collect()
}

#[test]
fn a_row_of_decisions_comes_for_each_payment_in_order_and_caps_are_spent_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let screener = screener(&folder);
    let quorn = "Quorn Velasquez Ltd";
    let table = payments(
        5_000,
        &[(4_000, quorn), (3, quorn), (2_500, "Acme Trading Zebulon")],
    );
    let decisions = screener.screen_arrow(&table, &ColumnMap::default()).unwrap();
    assert_eq!(decisions.schema(), decisions_schema());
    assert_eq!(decisions.num_rows(), 5_000);
    assert_eq!(column(&decisions, "payment_id")[4_999], "P-4999");
    let outcomes = column(&decisions, "outcome");
    assert_eq!(
        outcomes.iter().filter(|outcome| **outcome == "clear").count(),
        4_997
    );
    // A hundred dollars, and a hundred that are more than the cap has left.
    assert_eq!(column(&decisions, "license_ids")[3], "un-food");
    assert_eq!(column(&decisions, "license_ids")[4_000], "");
    assert_ne!(outcomes[3], outcomes[4_000]);
    let alerts: serde_json::Value = serde_json::from_str(column(&decisions, "alerts")[2_500]).unwrap();
    assert_eq!(alerts[0]["designation_id"], "custom-acme");
    assert_eq!(alerts[0]["payment_id"], "P-2500");
    assert_eq!(column(&decisions, "alerts")[0], "[]");
    let lines: &Int64Array = decisions.column_by_name("line").unwrap().as_primitive();
    assert_eq!((lines.value(0), lines.value(2_500)), (1, 2_501));
}

#[test]
fn a_row_that_is_no_payment_is_rejected_with_its_reason_and_whom_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let table = RecordBatch::try_from_iter([
        ("payment_id", text(vec![Some("P-1"), None])),
        ("amount", text(vec![Some("12,00.x"), None])),
        ("creditor_name", text(vec![Some("Acme Trading Zebulon"), None])),
    ])
    .unwrap();
    let decisions = screener(&folder)
        .screen_arrow(&table, &ColumnMap::default())
        .unwrap();
    assert_eq!(column(&decisions, "outcome"), [REJECTED, REJECTED]);
    assert_eq!(column(&decisions, "touched"), ["custom-acme", ""]);
    let reasons = column(&decisions, "reason");
    assert!(
        reasons[0].starts_with("amount `12,00.x` holds a comma"),
        "{}",
        reasons[0]
    );
    assert_eq!(reasons[1], "payment_id is empty; every payment needs an id");
}

#[test]
fn a_table_without_an_id_or_with_parties_that_nobody_knows_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let screener = screener(&folder);
    let refused = |column: &str, with: &str| {
        let table =
            RecordBatch::try_from_iter([(column, text(vec![Some("P")])), (with, text(vec![None]))]).unwrap();
        match screener.screen_arrow(&table, &ColumnMap::default()).unwrap_err() {
            Error::Table(error) => error.to_string(),
            other => panic!("{other}"),
        }
    };
    let error = refused("id", "debtor_name");
    assert!(error.starts_with("table:1: no `payment_id` column"), "{error}");
    let error = refused("payment_id", "payer");
    assert!(
        error.starts_with("table:1: the column `payer` is not known"),
        "{error}"
    );
}

#[test]
fn lists_that_are_cut_short_in_place_decide_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let screener = screener(&folder);
    let table = payments(3, &[(1, "Zebulon Acme Trading")]);
    assert!(screener.screen_arrow(&table, &ColumnMap::default()).is_ok());
    let lists = fs::OpenOptions::new()
        .write(true)
        .open(folder.path().join("lists.pcx"));
    lists.unwrap().set_len(3).unwrap();
    let decided = screener.screen_arrow(&table, &ColumnMap::default());
    assert!(matches!(decided, Err(Error::Index(_))), "{decided:?}");
    let stream = RecordBatchIterator::new([Ok(table.clone())], table.schema());
    let mut decisions = screener
        .screen_arrow_stream(stream, &ColumnMap::default())
        .unwrap();
    assert!(decisions.next().unwrap().is_err());
    assert!(decisions.next().is_none());
}

#[test]
fn a_stream_goes_in_and_out_through_the_c_interface() {
    let folder = tempfile::tempdir().unwrap();
    let screener = screener(&folder);
    let batches = vec![payments(3, &[(2, "Acme Trading Zebulon")]), payments(2, &[])];
    let schema = batches[0].schema();
    let stream = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    let payments = FFI_ArrowArrayStream::new(Box::new(stream));
    let payments = RecordBatchStreamReader::try_new(payments).unwrap();
    let decisions = screener
        .screen_arrow_stream(payments, &ColumnMap::default())
        .unwrap();
    let decisions = FFI_ArrowArrayStream::new(Box::new(decisions));
    let decisions = RecordBatchStreamReader::try_new(decisions).unwrap();
    assert_eq!(decisions.schema(), decisions_schema());
    let decisions: Vec<RecordBatch> = decisions.map(Result::unwrap).collect();
    assert_eq!(
        decisions.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(),
        [3, 2]
    );
    assert_eq!(
        column(&decisions[0], "top_designation_id"),
        ["", "", "custom-acme"]
    );
    let lines: &Int64Array = decisions[1].column_by_name("line").unwrap().as_primitive();
    assert_eq!(lines.value(0), 4);
}

#[test]
fn a_payment_that_comes_again_without_whom_it_was_stopped_for_has_that_hit_across_batches() {
    let folder = tempfile::tempdir().unwrap();
    let screener = screener(&folder);
    // The others have another payer, who pays the same amount.
    let row = |id: &str, payer: &str, payee: Option<&str>| {
        RecordBatch::try_from_iter([
            ("payment_id", text(vec![Some(id)])),
            ("value_date", text(vec![Some("2024-03-01")])),
            ("amount", text(vec![Some("100.00")])),
            ("currency", text(vec![Some("USD")])),
            ("debtor_name", text(vec![Some(payer)])),
            ("creditor_name", text(vec![payee])),
        ])
        .unwrap()
    };
    let batches = vec![
        row("P-0", "Bo Chen", None),
        row("P-1", "Bo Chen", Some("Acme Trading Zebulon")),
        row("P-2", "Ann Lee", None),
        row("P-3", "Bo Chen", None),
    ];
    let schema = batches[0].schema();
    let stream = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    let decisions = screener
        .screen_arrow_stream(stream, &ColumnMap::default())
        .unwrap();
    let decisions: Vec<RecordBatch> = decisions.map(Result::unwrap).collect();
    let outcomes: Vec<&str> = decisions
        .iter()
        .flat_map(|batch| column(batch, "outcome"))
        .collect();
    assert_eq!(outcomes, ["clear", "review", "clear", "review"]);
    let reason = column(&decisions[3], "reason")[0];
    assert!(
        reason.contains("resembles payment P-1 on line 2, which was stopped (review)"),
        "{reason}"
    );
    let alerts: serde_json::Value = serde_json::from_str(column(&decisions[3], "alerts")[0]).unwrap();
    assert_eq!(alerts[0]["basis"], "resubmission");
}

#[test]
fn what_passes_although_it_hits_has_its_line_of_released_and_no_alert() {
    let folder = tempfile::tempdir().unwrap();
    let decisions = screener(&folder)
        .screen_arrow(&payments(2, &[(1, "Quorn Velasquez Ltd")]), &ColumnMap::default())
        .unwrap();
    assert_eq!(column(&decisions, "outcome"), ["clear", "licensed"]);
    assert_eq!(column(&decisions, "alerts"), ["[]", "[]"]);
    let released: &StringArray = decisions.column_by_name("released").unwrap().as_string();
    assert!(released.is_null(0));
    let released: serde_json::Value = serde_json::from_str(released.value(1)).unwrap();
    assert_eq!(released["payment_id"], "P-1");
    let unbound: &StringArray = decisions.column_by_name("unbound").unwrap().as_string();
    assert_eq!(unbound.null_count(), 2);
}

#[test]
fn a_table_says_itself_where_its_rows_stand() {
    let folder = tempfile::tempdir().unwrap();
    let screener = screener(&folder);
    let with_places = |lines: ArrayRef| {
        RecordBatch::try_from_iter([
            ("payment_id", text(vec![Some("P-0"), Some("P-1")])),
            ("amount", text(vec![Some("100"), Some("100.00")])),
            ("currency", text(vec![Some("USD"), Some("USD")])),
            ("debtor_name", text(vec![Some("Bo Chen"), Some("Bo Chen")])),
            ("creditor_name", text(vec![Some("Acme Trading Zebulon"), None])),
            ("row", lines),
            ("source", text(vec![Some("a.parquet"), Some("b.parquet")])),
        ])
        .unwrap()
    };
    let layout = TableLayout {
        line: Some("row".to_owned()),
        file: Some("source".to_owned()),
        ..TableLayout::default()
    };
    let screened = |table: RecordBatch| {
        let schema = table.schema();
        let stream = RecordBatchIterator::new([Ok(table)], schema);
        screener.screen_arrow_rows(stream, &layout)
    };
    let decisions = screened(with_places(Arc::new(Int64Array::from(vec![900, 7]))));
    let decisions = decisions.unwrap().next().unwrap().unwrap();
    let lines: &Int64Array = decisions.column_by_name("line").unwrap().as_primitive();
    assert_eq!(lines.values(), &[900, 7]);
    assert_eq!(column(&decisions, "file"), ["a.parquet", "b.parquet"]);
    let alerts: serde_json::Value = serde_json::from_str(column(&decisions, "alerts")[0]).unwrap();
    assert_eq!(
        (&alerts[0]["line"], &alerts[0]["file"]),
        (&900.into(), &"a.parquet".into())
    );
    let reason = column(&decisions, "reason")[1];
    assert!(
        reason.contains("resembles payment P-0 on line 900 of a.parquet"),
        "{reason}"
    );
    let error = screened(with_places(text(vec![Some("1"), Some("2")])))
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "table:1: the column `row` holds Utf8; the line of a row is Int64"
    );
}
