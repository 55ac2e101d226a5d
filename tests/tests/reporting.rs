//! The page that `report` makes of a run.

use std::collections::BTreeSet;

use crate::world::{World, in_checkout};

/// Text as a page writes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// The records of a JSON lines file of a run.
fn records(world: &World, name: &str) -> Vec<serde_json::Value> {
    let text = world.read(name);
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a record"))
        .collect()
}

/// What a payment says of its parties, and what it is for.
fn said(payment: &serde_json::Value) -> Vec<String> {
    let mut said = Vec::new();
    for value in payment.as_object().expect("a payment").values() {
        match value {
            serde_json::Value::Object(party) => {
                said.extend(party.values().filter_map(|v| v.as_str()).map(str::to_owned));
            }
            _ => said.extend(value.as_str().map(str::to_owned)),
        }
    }
    // Amounts are grouped, and the day that decides is the value date.
    for member in ["amount", "as_of", "currency"] {
        if let Some(text) = payment[member].as_str() {
            said.retain(|other| other != text);
        }
    }
    said
}

#[test]
fn the_page_of_the_sample_has_all_that_its_alerts_and_let_go_payments_say() {
    let world = World::empty();
    let run = world.path("run");
    let payments = portcullis_tests::checkout().join("data/payments/sample.csv");
    in_checkout()
        .run([
            "screen",
            "--out",
            &run.to_string_lossy(),
            &payments.to_string_lossy(),
        ])
        .exits(1);
    let page = in_checkout()
        .run(["report", &run.to_string_lossy()])
        .exits(0)
        .stdout;
    let mut checked = 0;
    for name in ["alerts.jsonl", "unbound.jsonl", "released.jsonl"] {
        for record in records(&world, &format!("run/{name}")) {
            let id = record["payment_id"].as_str().expect("it has an id");
            assert!(page.contains(&format!("<b><bdi>{id}</bdi></b>")), "{name}: {id}");
            for text in said(&record["payment"]) {
                assert!(page.contains(&escaped(&text)), "{name}: {id}: {text}");
                checked += 1;
            }
        }
    }
    assert!(checked > 500, "{checked}");
    let cases = portcullis_tests::rows(&run.join("cases.csv"));
    assert!(cases.len() > 30, "{}", cases.len());
    let mut at = 0;
    for case in cases {
        // One after the other, in the order of the file, each with its sentence.
        let id = format!("id=\"case-{}\"", case["case_id"]);
        at += page[at..].find(&id).unwrap_or_else(|| panic!("{id} after {at}"));
        let head = page[at..].split("</summary>").next().expect("it has a head");
        assert!(head.contains(&escaped(&case["why"])), "{}", case["why"]);
        assert!(head.contains(&format!("priority {}", case["priority"])), "{head}");
    }
    // What the list says.
    for alert in records(&world, "run/alerts.jsonl") {
        let listed = &alert["designation"];
        let name = listed["names"][0]["text"].as_str().expect("it has a name");
        assert!(page.contains(&escaped(name)), "{name}");
        for identifier in listed["identifiers"].as_array().into_iter().flatten().take(12) {
            let value = identifier["value"].as_str().expect("it has a value");
            assert!(page.contains(&escaped(value)), "{name}: {value}");
        }
        let born = listed["birth_dates"].as_array().into_iter().flatten();
        for date in born.filter(|date| date["from"] == date["to"]) {
            assert!(
                page.contains(date["from"].as_str().expect("a date")),
                "{name}: {date}"
            );
        }
    }
    for reject in portcullis_tests::rows(&run.join("rejects.csv")) {
        assert!(page.contains(&escaped(&reject["error"])), "{}", reject["error"]);
    }
    let duties = in_checkout()
        .run(["duties", &run.to_string_lossy()])
        .exits(0)
        .stdout;
    let due: Vec<&str> = duties
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').nth(4))
        .collect();
    assert!(due.len() > 5, "{duties}");
    let section = page
        .split("<section id=\"duties\">")
        .nth(1)
        .expect("it has duties");
    let section = section.split("</section>").next().expect("it ends");
    assert!(section.contains(&format!("<h2>{} duties</h2>", due.len())));
    // What is due first stands first.
    let shown: Vec<&str> = section
        .split("data-label=\"Due\"><b class=\"day\"><bdi>")
        .skip(1)
        .filter_map(|rest| rest.split("</bdi>").next())
        .collect();
    assert_eq!(shown.len(), due.len());
    let days: Vec<&&str> = shown.iter().skip_while(|day| **day == "promptly").collect();
    assert!(days.is_sorted() && !days.contains(&&"promptly"), "{shown:?}");
}

#[test]
fn every_alert_of_a_generated_batch_is_named_on_its_page() {
    let world = World::empty();
    let path = |name: &str| world.path(name).to_string_lossy().into_owned();
    let (payments, run) = (path("payments.csv"), path("run"));
    in_checkout()
        .run([
            "generate",
            "payments",
            "--count",
            "5000",
            "--seed",
            "42",
            "--hit-rate",
            "0.02",
            "--out",
            &payments,
        ])
        .exits(0);
    in_checkout().run(["screen", "--out", &run, &payments]).exits(1);
    let page = in_checkout().run(["report", &run]).exits(0).stdout;
    let alerts = records(&world, "run/alerts.jsonl");
    let ids: BTreeSet<&str> = alerts
        .iter()
        .filter_map(|alert| alert["payment_id"].as_str())
        .collect();
    assert!(ids.len() >= 50, "{}", ids.len());
    for id in ids {
        assert!(page.contains(&format!("<b><bdi>{id}</bdi></b>")), "{id}");
    }
    // The cases hold all payments that need a person, and nothing is left out.
    let cases = page.split("<section id=\"cases\">").nth(1).expect("it has cases");
    assert!(
        !cases
            .split("</section>")
            .next()
            .expect("it ends")
            .contains("not shown here")
    );
    assert!(page.len() < 4 << 20, "{}", page.len());
}

#[test]
fn what_payments_say_is_never_markup_and_the_page_needs_neither_network_nor_script() {
    let world = World::new();
    world.write(
        "hostile.csv",
        "payment_id,amount,currency,debtor_name,debtor_address,creditor_name,remittance_information\n\
         \"<img src=x onerror=alert(1)>\",1.00,USD,<script>alert(2)</script>,</bdi></dd></dl><h1>,Al Shabaab,\
         javascript:alert(3)\n\
         H2,1.00,USD,\"\u{202e}\u{645}\u{62d}\u{645}\u{62f}\",,Al Shabaab,\u{0}\u{1}\n",
    );
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "hostile.csv"])
        .exits(1);
    let page = world.run(["report", "run"]).exits(0).stdout;
    assert!(page.contains("&lt;script&gt;alert(2)&lt;/script&gt;"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(page.contains("&lt;/bdi&gt;&lt;/dd&gt;&lt;/dl&gt;&lt;h1&gt;"));
    assert!(page.contains("<bdi>\u{fffd}\u{645}\u{62d}\u{645}\u{62f}</bdi>"));
    for text in [
        "<script", "<img", "<link", "<iframe", "src=\"", "@import", "url(", "\u{0}", "\u{202e}",
    ] {
        assert!(!page.contains(text), "{text:?}");
    }
    assert_eq!(page.matches("<h1>").count(), 1);
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_page_goes_where_it_is_asked_to_for_its_owner_alone() {
    let world = World::new();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let printed = world.run(["report", "run"]).exits(0).stdout;
    assert_eq!(
        world.run(["report", "--out", "-", "run"]).exits(0).stdout,
        printed
    );
    assert!(!world.path("-").exists());
    world.write("page.html", "<!DOCTYPE html><title>an older page</title>");
    let done = world.run(["report", "--out", "page.html", "run"]).exits(0);
    assert_eq!((done.stdout.as_str(), world.read("page.html")), ("", printed));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(world.path("page.html"))
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // A page that cannot be written leaves nothing.
    let done = world.run(["report", "--out", "absent/page.html", "run"]).exits(4);
    assert!(
        done.stderr.contains("absent/page.html: cannot be written"),
        "{}",
        done.stderr
    );
}
