use std::fs;

use super::{CASES_SHOWN_MAX, PAYMENTS_SHOWN_MAX, ReportError, compare_runs, report};
use crate::{
    BatchConfig, files,
    testing::{World, mixed_batch},
};

fn page_of(world: &World, text: &str) -> String {
    let mut batch = BatchConfig::new(vec![world.payments("p.csv", text)], world.path("run"));
    batch.force = true;
    world.screen(&batch).unwrap();
    report(&batch.out).unwrap()
}

/// Every tag of the page is one that the page is made of, is closed, and carries no attribute that is not ours.
fn assert_well_formed(page: &str) {
    const TAGS: &[&str] = &[
        "html",
        "head",
        "title",
        "style",
        "body",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "section",
        "div",
        "span",
        "b",
        "em",
        "code",
        "bdi",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "nav",
        "a",
        "figure",
        "figcaption",
        "svg",
        "text",
        "rect",
    ];
    const EMPTY: &[&str] = &["!DOCTYPE", "meta", "br"];
    const ATTRIBUTES: &[&str] = &[
        "html",
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "id",
        "href",
        "open",
        "data-label",
        "scope",
        "role",
        "aria-label",
        "aria-hidden",
        "width",
        "height",
        "x",
        "y",
    ];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some((_, from)) = rest.split_once('<') {
        let (tag, after) = from.split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(TAGS.contains(&name) || EMPTY.contains(&name), "<{tag}>");
        let mut outside_quotes = String::new();
        for (n, part) in attributes.split('"').enumerate() {
            if n % 2 == 0 {
                outside_quotes.push_str(part);
            }
        }
        for attribute in outside_quotes.split([' ', '=']).filter(|word| !word.is_empty()) {
            assert!(ATTRIBUTES.contains(&attribute), "<{tag}>");
        }
        if !EMPTY.contains(&name) {
            open.push(name);
        }
        if name == "style" {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn the_page_tells_of_every_kind_of_result_and_fetches_nothing() {
    let page = page_of(&World::licensed(), &mixed_batch(120));
    assert_well_formed(&page);
    for text in [
        "Run intact.",
        "a person must look",
        "11.055",
        "<span class=\"tag block\">block</span>",
        "the same BIC: <code><bdi>ACME</bdi></code>",
        "Nearest license <bdi>un-capped</bdi> fails: ",
        "records that could not be read</h2>",
        "discounted matches</h2>",
        "let go because nothing binds</h2>",
        "payments released</h2>",
        "each payment&#39;s value date, or 2026-02-16 where it has none",
    ] {
        assert!(page.contains(text), "{text}");
    }
    for text in [
        "<script", "<img", "<link", "http://", "https://", "url(", "@import", "style=",
    ] {
        assert!(!page.contains(text), "{text}");
    }
}

#[test]
fn a_payment_is_shown_with_both_its_parties_and_all_that_it_says_of_them() {
    let page = page_of(
        &World::new(),
        "payment_id,value_date,amount,currency,debtor_name,debtor_account,debtor_country,debtor_address,debtor_birth_date,\
         debtor_agent_bic,creditor_name,creditor_account,creditor_agent_bic,remittance_information\n\
         P1,2026-01-02,1234.50,EUR,Maren Ostby,NO9386011117947,NO,\"Storgata 1, Oslo\",1980-02-03,\
         DNBANOKKXXX,ACME,DE89370400440532013000,COBADEFFXXX,invoice 17\n",
    );
    for text in [
        "1\u{202f}234.50 EUR",
        "value date 2026-01-02",
        "<dt>debtor</dt><dd><b><bdi>Maren Ostby</bdi></b>",
        "born 1980-02-03",
        "account NO9386011117947",
        "Storgata 1, Oslo",
        "BIC DNBANOKKXXX",
        "<dt class=\"marked\">creditor \u{b7} <em>found here</em></dt>",
        "account DE89370400440532013000",
        "BIC COBADEFFXXX",
        "<dt>remittance</dt><dd><bdi>invoice 17</bdi></dd>",
    ] {
        assert!(page.contains(text), "{text}\n{page}");
    }
}

#[test]
fn what_is_discounted_is_counted_by_what_differs_and_listed() {
    let page = page_of(&World::new(), &mixed_batch(120));
    let section = page.split("<section id=\"discounted\">").nth(1).unwrap();
    let section = section.split("</section>").next().unwrap();
    // One in eleven of the batch.
    assert!(section.contains("<h2>11 discounted matches</h2>"), "{section}");
    assert!(section.contains("<td data-label=\"What differs\"><bdi>birth date</bdi></td>"));
    assert_eq!(
        section
            .matches("birth date <bdi>1990-05-05</bdi>, listed <bdi>1964-08-11</bdi>")
            .count(),
        11
    );
    assert!(section.contains("YOUNG Name"));
}

#[test]
fn pictures_have_a_row_for_each_corridor_list_license_and_column_and_a_table_below() {
    let mut text =
        "payment_id,value_date,amount,currency,debtor_country,creditor_country,creditor_name,purpose\n"
            .to_owned();
    for n in 0..4 {
        text.push_str(&format!("P{n},2026-01-02,5.00,USD,NO,SY,ACME {n},food\n"));
    }
    text.push_str("Q1,2026-01-02,5.00,USD,,SY,ZEDBANK,\nQ2,2026-01-02,5.00,USD,DE,FR,Plain Name,\n");
    let page = page_of(&World::new(), &text);
    assert_well_formed(&page);
    let section = page.split("<section id=\"pictures\">").nth(1).unwrap();
    let section = section.split("</section>").next().unwrap();
    // Of the payment without a hit a run keeps no countries.
    for text in [
        "Outcomes over corridors. NO to SY: 4 payments; ? to SY: 1 payment\"",
        "<td data-label=\"Corridor\"><bdi>? to SY</bdi></td><td class=\"n\" data-label=\"Block\">1</td>",
        "Cases by list and score. UN Test: 5 cases\"",
        "debtor_country: 83% filled",
        "<td data-label=\"Column\"><bdi>creditor_name</bdi></td><td class=\"n\" data-label=\"Filled\">6</td>",
    ] {
        assert!(section.contains(text), "{text}\n{section}");
    }
    assert_eq!(
        section.matches("<figure>").count(),
        section.matches("<table class=\"rows").count()
    );
    // A bar is as wide as its share of the longest: one payment of four.
    assert!(section.contains("<rect class=\"block\" x=\"0.00%\" y=\"58\" width=\"25.00%\""));
}

#[test]
fn what_a_sender_or_a_list_writes_stays_text() {
    let page = page_of(
        &World::new(),
        "payment_id,creditor_name,debtor_name\n\
         <b>P1</b>,ACME <script>alert(1)</script>,\"\"\" onclick=\"\"x\"\" '\"\n\
         P2,\"ACME \u{202e}gnp.exe\",\u{633}\u{627}\u{631}\u{627}\n\
         P3,\"ACME a\u{0}b\",</details></section><style>*{display:none}</style>\n",
    );
    assert_well_formed(&page);
    assert!(page.contains("&lt;b&gt;P1&lt;/b&gt;"));
    assert!(page.contains("ACME &lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("ACME &amp; &lt;Sons&gt; 0"));
    assert!(page.contains("ACME \u{fffd}gnp.exe"));
    assert!(page.contains("ACME a\u{fffd}b"));
    assert!(page.contains("<bdi>\u{633}\u{627}\u{631}\u{627}</bdi>"));
    assert_eq!(page.matches("</style>").count(), 1);
}

#[test]
fn a_party_of_many_payments_is_one_case_that_shows_the_first_and_counts_the_others() {
    let mut text = "payment_id,creditor_name\n".to_owned();
    for n in 0..200 {
        text.push_str(&format!("P{n},ACME\n"));
    }
    let page = page_of(&World::new(), &text);
    assert_eq!(page.matches("<details class=\"fold case").count(), 1);
    assert_eq!(
        page.matches("<div class=\"payment\">").count(),
        PAYMENTS_SHOWN_MAX
    );
    assert!(page.contains(">200 payments \u{b7} "));
    assert!(
        page.contains("195 more payments, in full in alerts.jsonl: "),
        "{page}"
    );
    // Named: the fifty after those in full.
    assert!(page.contains("<bdi>P54</bdi>") && !page.contains("<bdi>P55</bdi>"));
    assert!(
        page.contains("145 more payments of this case, which stand in alerts.jsonl, are not shown here.")
    );
}

#[test]
fn a_large_run_shows_the_first_cases_in_full_and_the_next_in_a_line_each() {
    let mut text = "payment_id,creditor_name\n".to_owned();
    for n in 0..CASES_SHOWN_MAX + 20 {
        text.push_str(&format!("P{n},ACME {n}\n"));
    }
    text.push_str("LAST,ZEDBANK\n");
    let page = page_of(&World::new(), &text);
    assert_well_formed(&page);
    let full: Vec<usize> = page
        .match_indices("<details class=\"fold case")
        .map(|(at, _)| at)
        .collect();
    assert_eq!(full.len(), CASES_SHOWN_MAX);
    assert!(page.contains(&format!("{CASES_SHOWN_MAX} cases stand above in full.")));
    assert_eq!(page.matches("<td data-label=\"Party\"><bdi>ACME ").count(), 21);
    // The strictest comes first.
    assert!((full[0]..full[1]).contains(&page.find("<bdi>LAST</bdi>").unwrap()));
}

/// Screens payments, changes each alert, and renders what came of it.
fn page_of_changed(world: &World, text: &str, change: impl Fn(&mut serde_json::Value)) -> String {
    let batch = BatchConfig::new(vec![world.payments("p.csv", text)], world.path("run"));
    world.screen(&batch).unwrap();
    let path = batch.out.join(files::ALERTS);
    let mut changed = String::new();
    for line in fs::read_to_string(&path).unwrap().lines() {
        let mut alert = serde_json::from_str(line).unwrap();
        change(&mut alert);
        changed.push_str(&alert.to_string());
        changed.push('\n');
    }
    fs::write(&path, changed).unwrap();
    report(&batch.out).unwrap()
}

#[test]
fn a_case_shows_the_listed_party_that_leads_it_and_names_the_others() {
    let world = World::new();
    // Forty designations, all of one case; two of them are linked with that which leads it, one through the other.
    let page = page_of_changed(&world, "payment_id,creditor_name\nP1,MANY Names\n", |alert| {
        let rows = fs::read_to_string(world.path("run").join(files::CASES)).unwrap();
        let first: Vec<&str> = rows.lines().nth(1).unwrap().split(',').collect();
        alert["case_id"] = first[0].into();
        let leader = first[5].rsplit(['(', ')']).nth(1).unwrap();
        match alert["designation"]["id"].as_str().unwrap() {
            "un-3" => alert["designation"]["same_as"] = serde_json::json!([leader]),
            "un-4" => alert["designation"]["same_as"] = serde_json::json!(["un-3"]),
            _ => {}
        }
    });
    assert_well_formed(&page);
    let (_, case) = page.split_once("<details class=\"fold case").unwrap();
    let (case, _) = case.split_once("<details class=\"fold case").unwrap();
    let (one, others) = case.split_once("Other listed parties that it resembles").unwrap();
    let (others, _) = others.split_once("<h3>").unwrap();
    for id in ["un-3", "un-4"] {
        assert!(one.contains(&format!("<code><bdi>{id}</bdi></code>")), "{id}");
        assert!(!others.contains(&format!("<bdi>{id}</bdi>")), "{id}");
    }
    // The leader is shown although it is not among the first; all are there.
    assert_eq!(one.matches("<code><bdi>un-").count(), 3);
    assert_eq!(others.matches("<bdi>un-").count(), 37);
}

#[test]
fn a_run_of_an_older_version_which_counts_no_cases_is_folded_by_party_all_the_same() {
    let world = World::new();
    let text = "payment_id,creditor_name\nP1,ACME One\nP2,Acme one ACME\nP3,acme ONE ACME\nP4,ZEDBANK\n";
    let page = page_of_changed(&world, text, |alert| {
        alert.as_object_mut().unwrap().remove("case_id").unwrap();
        let _ = fs::remove_file(world.path("run").join(files::CASES));
    });
    assert_well_formed(&page);
    assert_eq!(page.matches("<details class=\"fold case").count(), 3);
    assert!(page.contains("ACME One may be ACME &amp; &lt;Sons&gt; 0 (un-0)."));
    let (_, second) = page.split_once("<bdi>Acme one ACME may be").unwrap();
    assert!(second.split("</summary>").next().unwrap().contains("2 payments"));
}

#[test]
fn texts_without_end_do_not_make_a_page_without_end() {
    let long = "x".repeat(20_000);
    let mut text = "payment_id,creditor_name,remittance_information\n".to_owned();
    for n in 0..2_000 {
        text.push_str(&format!("P{n},ACME {n},{long}\n"));
    }
    let page = page_of(&World::new(), &text);
    assert!(page.len() < 12 << 20, "{}", page.len());
    assert!(page.contains("and 19\u{202f}000 more characters"));
}

#[test]
fn a_run_in_which_nothing_is_found_says_so() {
    let page = page_of(&World::new(), "payment_id,creditor_name\nP1,Plain Name\n");
    assert_well_formed(&page);
    assert!(page.contains("<h2>No payment needs a person.</h2>"));
    for section in ["discounted", "unbound", "released", "rejects", "ended"] {
        assert!(!page.contains(&format!("id=\"{section}\"")), "{section}");
    }
}

#[test]
fn a_run_that_was_changed_says_so_at_the_top() {
    let world = World::new();
    let mut batch = BatchConfig::new(vec![world.payments("p.csv", &mixed_batch(50))], world.path("run"));
    batch.force = true;
    world.screen(&batch).unwrap();
    let path = batch.out.join(files::DECISIONS);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace(",block,", ",clear,")).unwrap();
    let page = report(&batch.out).unwrap();
    assert!(
        page.contains("not as it was written") && page.contains("decisions.csv:6: was changed"),
        "{page}"
    );
    fs::remove_file(batch.out.join(files::SUMMARY)).unwrap();
    assert!(
        matches!(report(&batch.out), Err(ReportError::Read { path, .. }) if path.ends_with(files::SUMMARY))
    );
    assert!(matches!(
        report(&world.path("absent")),
        Err(ReportError::NotARun(_))
    ));
}

#[test]
fn two_runs_show_what_is_decided_otherwise_and_which_cases_came_and_went() {
    let world = World::new();
    let run = |name: &str, text: &str| {
        let payments = world.payments(&format!("{name}.csv"), text);
        let batch = BatchConfig::new(vec![payments], world.path(name));
        world.screen(&batch).unwrap();
        batch.out
    };
    let head = "payment_id,creditor_name\n";
    let a = run(
        "a",
        &format!("{head}P1,ACME\nP2,ZEDBANK\nP3,Plain Name\nP4,YOUNG Name\nP5,ACME\n"),
    );
    let b = run(
        "b",
        &format!("{head}P1,ACME\nP2,Plain Name\nP3,ZEDBANK\nP4,YOUNG Name\n<P6>,ACME Two\n"),
    );
    let page = compare_runs(&a, &b).unwrap();
    assert_well_formed(&page);
    // P2 and P3 changed places, P5 is gone, P6 came.
    assert!(page.contains("<h2>4 payments decided otherwise</h2>"), "{page}");
    for text in [
        "<bdi>P2</bdi></b></td><td data-label=\"In A\"><span class=\"tag block\">block</span>",
        "<bdi>P3</bdi></b></td><td data-label=\"In A\"><span class=\"tag clear\">clear</span>",
        "<bdi>P5</bdi></b></td><td data-label=\"In A\"><span class=\"tag review\">review</span>",
        "<bdi>&lt;P6&gt;</bdi></b></td><td data-label=\"In A\"><span class=\"tag\">not there</span>",
        "<bdi>Payments file 1</bdi> <span class=\"verdict differs\">differs</span>",
        "<td data-label=\"What\"><bdi>Threshold</bdi></td>",
        "In B alone",
        "<bdi>Beneficiary &#39;ACME Two&#39;",
    ] {
        assert!(page.contains(text), "{text}\n{page}");
    }
    for text in ["<bdi>P1</bdi>", "<bdi>P4</bdi>"] {
        assert!(!page.contains(text), "{text}");
    }
    let same = compare_runs(&a, &a).unwrap();
    assert!(same.contains("<h2>0 payments decided otherwise</h2>"));
    assert!(!same.contains("verdict differs"));
    assert!(matches!(
        compare_runs(&a, &world.path("absent")),
        Err(ReportError::NotARun(_))
    ));
}
