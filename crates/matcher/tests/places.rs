//! Places that fields state and texts name, and what only looks like one.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{Findings, MatchOptions, Matcher, Scratch};
use portcullis_model::{
    CountryCode, Date, Designation, Field, Name, NameKind, Party, Payment, PlaceCode, Role, Schema,
};

const ASKED: [&str; 7] = [
    "IR",
    "CU",
    "KP",
    "UA-crimea",
    "UA-donetsk",
    "UA-luhansk",
    "VE-government",
];

fn matcher() -> Matcher {
    let mut listed = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Person);
    listed
        .names
        .push(Name::new("KOVALENKO, Taras", NameKind::Primary));
    let bytes = portcullis_index::build(&[listed], &[]).unwrap();
    let matcher = Matcher::new(
        Arc::new(Index::from_bytes(bytes).unwrap()),
        MatchOptions::default(),
    );
    matcher.with_places(&|place: PlaceCode| ASKED.contains(&place.as_str()))
}

/// `id field` of each hit, `!` behind those that are certain.
fn hits(matcher: &Matcher, payment: &Payment<'_>, scratch: &mut Scratch) -> Vec<String> {
    let mut findings = Findings::default();
    matcher.screen_payment_on(Date::MAX, payment, scratch, &mut findings);
    let hits = findings.hits.iter().map(|hit| {
        let id = matcher.index().designation_id(hit.designation);
        let id = id.strip_prefix("place:").unwrap_or(id);
        format!("{id} {}{}", hit.field, if hit.certain { "!" } else { "" })
    });
    let mut hits: Vec<String> = hits.collect();
    hits.sort();
    hits
}

fn in_remittance(matcher: &Matcher, text: &'static str) -> String {
    let payment = Payment::new("P").with_remittance(text);
    let hits = hits(matcher, &payment, &mut matcher.scratch());
    hits.join("; ").replace(" remittance_information", "")
}

fn party(country: &str, address: &'static str) -> Payment<'static> {
    Payment::new("P").with(Party {
        country: CountryCode::new(country),
        address: address.into(),
        ..Party::named(Role::Creditor, "Ivan Melnyk")
    })
}

fn in_address(matcher: &Matcher, country: &str, address: &'static str) -> String {
    let hits = hits(matcher, &party(country, address), &mut matcher.scratch());
    let hits: Vec<&str> = hits
        .iter()
        .filter_map(|hit| hit.strip_suffix(" creditor_address"))
        .collect();
    hits.join("; ")
}

#[test]
fn a_word_that_reads_as_a_place_in_other_letters_is_none_in_a_text() {
    let matcher = matcher();
    for (text, place) in [
        // Jakub for short.
        ("prezent Kuba urodziny", ""),
        ("KUBA - ZWROT ZA OBIAD", ""),
        ("dla Kuby", ""),
        // Turkish, Russian and Ukrainian; and German, where it says a journey.
        ("Küba seyahati", "CU"),
        ("KÜBA TURU", "CU"),
        ("поставка на Кубу", "CU"),
        ("отель, Куба", "CU"),
        ("Kuba Rundreise 2024", "CU"),
        ("Kuba, Cuba", "CU"),
        ("Hawana, Kuba", "CU"),
    ] {
        assert_eq!(in_remittance(&matcher, text), place, "{text}");
    }
}

#[test]
fn a_country_a_bic_and_an_iban_are_certain() {
    let matcher = matcher();
    let mut payment = party("KP", "");
    payment.push(Party {
        bic: "bmjiirthXXX".into(),
        ..Party::new(Role::CreditorAgent)
    });
    payment.push(Party {
        account: "IR06 2960 0000 0010 0324 2000 01".into(),
        ..Party::named(Role::Debtor, "Reza")
    });
    assert_eq!(
        hits(&matcher, &payment, &mut matcher.scratch()),
        ["IR creditor_agent!", "IR debtor!", "KP creditor!"]
    );
}

#[test]
fn one_party_that_states_a_place_twice_is_one_hit_with_both_as_evidence() {
    let matcher = matcher();
    let payment = Payment::new("P").with(Party {
        country: CountryCode::new("KP"),
        bic: "FTBDKPPY".into(),
        ..Party::named(Role::CreditorAgent, "Bank")
    });
    let mut findings = Findings::default();
    matcher.screen_payment(&payment, &mut matcher.scratch(), &mut findings);
    assert_eq!((findings.hits.len(), findings.hits[0].evidence.len()), (1, 2));
}

#[test]
fn an_account_that_only_begins_like_an_iban_states_no_country() {
    let matcher = matcher();
    for account in ["IR062960000000100324200002", "IR1234", "CU12345678", "KP-77"] {
        let payment = Payment::new("P").with(Party {
            account: account.into(),
            ..Party::named(Role::Creditor, "Reza")
        });
        assert_eq!(
            hits(&matcher, &payment, &mut matcher.scratch()),
            [""; 0],
            "{account}"
        );
    }
}

#[test]
fn texts_name_places_in_the_languages_and_scripts_of_payments() {
    let matcher = matcher();
    for (text, place) in [
        ("goods to Tehran, Iran", "IR"),
        ("République islamique d'Iran", "IR"),
        ("Товар в Иран", "IR"),
        ("حواله به تهران", "IR"),
        ("付款 伊朗德黑兰公司", "IR"),
        ("freight Bandar-e ABBAS", "IR"),
        ("shipment via Tehran", "IR"),
        ("Besuch in Havanna", "CU"),
        ("remesa La Habana", "CU"),
        ("family in Santiago de Cuba", "CU"),
        ("D.P.R.K. trade", "KP"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Coree du Nord", "KP"),
        ("朝鲜贸易", "KP"),
        ("평양 사무소", "KP"),
        ("Санаторий, Ялта", "UA-crimea"),
        ("оплата, Сімферополь", "UA-crimea"),
        ("hotel in Sevastopol", "UA-crimea"),
        ("pension in Krimea", "UA-crimea"),
        ("ul. Frunze, Jevpatorija", "UA-crimea"),
        ("Lieferung Buschehr", "IR"),
        ("склад, Казвин", "IR"),
        ("pumps for Dezful", "IR"),
        ("Hamheung fertilizer", "KP"),
        ("booking Hotel Yalta", "UA-crimea"),
        ("Донецкая Народная Республика", "UA-donetsk"),
        ("aid to Luhansk and Donetsk", "UA-donetsk; UA-luhansk"),
    ] {
        assert_eq!(in_remittance(&matcher, text), place, "{text}");
    }
}

#[test]
fn streets_houses_and_towns_elsewhere_are_no_place_under_embargo() {
    let matcher = matcher();
    for text in [
        "12 Cuba Street, Wellington",
        "Havana, Florida",
        "HAVANA FL 32333",
        "Yalta Hotel, Paris",
        "Hotel Jalta, Praha 1",
        "Rue de Cuba 3, Nice",
        "Via Teheran 12, Roma",
        "Iran-Contra book",
        "Cuba, NM 87013",
        "Kramatorsk, Donetsk region",
        "г. Донецк, Ростовская обл., ул. Мира 1",
        "Guantanamo Bay Naval Station",
        "Jalan Iran 5, Jakarta",
        "Strada Crimea 4, București",
        "Avenida de Cuba 12, Panamá",
        "C/ Cuba 4, 28001 Madrid",
        "Carrera de La Habana 3, Bogotá",
        "Allée de Cuba 2, Lyon",
        "Corso Crimea 7, Asti",
        "شارع طهران، الدوحة",
        "проспект Ялта 5, Киев",
        "朝鲜族自治州",
        "South Korea, Seoul",
        "Krymsk, Krasnodar",
        "a bottle of arak",
        "Kore Koreans korean",
        "Cubana Irani Crimean",
        "Tehranian Simferopolskaya",
        "Jeonju, Korea, North Jeolla",
        "invoice 7 Korea",
    ] {
        assert_eq!(in_remittance(&matcher, text), "", "{text}");
    }
}

#[test]
fn a_harmless_name_excuses_no_other_name_beside_it() {
    let matcher = matcher();
    for (text, place) in [
        ("Cuba Street 1, Havana", "CU"),
        ("Hotel Yalta, Yalta", "UA-crimea"),
        ("Tehran Street, Isfahan", "IR"),
        ("Avenida de Cuba 3, La Habana", "CU"),
        ("شارع طهران، أصفهان", "IR"),
        ("Havana, Florida and Havana, Cuba", "CU"),
    ] {
        assert_eq!(in_remittance(&matcher, text), place, "{text}");
    }
}

#[test]
fn words_that_are_often_something_else_count_in_addresses_only() {
    let matcher = matcher();
    for (word, place) in [
        ("Shiraz", "IR"),
        ("Qom", "IR"),
        ("Habana", "CU"),
        ("Sudak", "UA-crimea"),
    ] {
        assert_eq!(in_remittance(&matcher, word), "", "{word}");
        assert_eq!(in_address(&matcher, "", word), place, "{word}");
    }
}

#[test]
fn a_grape_is_no_town() {
    let matcher = matcher();
    for address in [
        "Shiraz Wine Bar, Adelaide",
        "Shiraz Wines, Barossa Valley",
        "Shiraz Cabernet House",
    ] {
        assert_eq!(in_address(&matcher, "AU", address), "", "{address}");
    }
    assert_eq!(in_address(&matcher, "", "Shiraz, Zand Blvd"), "IR");
}

#[test]
fn a_town_of_the_same_name_in_the_partys_country_is_excused_alone() {
    let matcher = matcher();
    for (country, address, place) in [
        ("US", "12 Main St, Havana", ""),
        ("MX", "12 Main St, Havana", "CU"),
        ("", "12 Main St, Havana", "CU"),
        ("US", "12 Main St, Havana, Cuba", "CU"),
        ("PT", "Cuba, Beja", ""),
        ("RU", "ul. Karla Marksa 7, Simferopol, Crimea", "UA-crimea"),
        ("UA", "12 Lenina St, Yalta, Crimea", "UA-crimea"),
        ("UA", "ul. Bolshaya Morskaya 3, Sevastopol", "UA-crimea"),
        ("UA", "Yalta Hotel, Lenina 2", "UA-crimea"),
        ("UA", "Kyiv, Khreshchatyk 1", ""),
        // A short name of men in Polish, Czech and Slovak; the country, where another name of it stands beside it.
        ("PL", "Kuba Kowalski, ul. Długa 3, Warszawa", ""),
        ("PL", "Hawana, Kuba", "CU"),
        ("DE", "Calle 23, Kuba", "CU"),
        // A mountain and a street in Slovenia.
        ("SI", "Krim 4, Ig", ""),
        ("DE", "Simferopol, Krim", "UA-crimea"),
        ("SI", "Jalta, Krim", "UA-crimea"),
        ("RU", "Donetsk, ul. Artema 1", "UA-donetsk"),
    ] {
        assert_eq!(
            in_address(&matcher, country, address),
            place,
            "{country} {address}"
        );
    }
}

#[test]
fn what_is_excused_for_one_party_is_not_remembered_for_another() {
    let matcher = matcher();
    let mut scratch = matcher.scratch();
    for _ in 0..2 {
        assert_eq!(hits(&matcher, &party("US", "Havana"), &mut scratch), [""; 0]);
        assert_eq!(
            hits(&matcher, &party("MX", "Havana"), &mut scratch),
            ["CU creditor_address"]
        );
    }
}

#[test]
fn bodies_of_a_government_that_is_blocked_as_a_whole_are_found_by_the_names_of_parties() {
    let matcher = matcher();
    let mut scratch = matcher.scratch();
    for (country, name, found) in [
        (
            "VE",
            "Ministerio del Poder Popular para la Salud",
            "VE-government creditor",
        ),
        (
            "",
            "MINISTERIO DEL PODER POPULAR PARA LA SALUD",
            "VE-government creditor",
        ),
        (
            "ES",
            "Embajada de la República Bolivariana de Venezuela",
            "VE-government creditor",
        ),
        ("CW", "PDVSA Caribe N.V.", "VE-government creditor"),
        // What every state calls its authorities is Venezuela's where the party is there.
        ("CO", "Ministerio de Salud", ""),
        ("VE", "Ministerio de Salud", "VE-government creditor"),
        ("", "Ministerio de Salud", ""),
        ("VE", "Alcaldía de Caracas", "VE-government creditor"),
        ("VE", "Textiles del Orinoco", ""),
        ("VE", "Hospital Infantil de Valencia", ""),
        ("VE", "Inversiones Caracas C.A., Venezuela", ""),
    ] {
        let payment = Payment::new("P").with(Party {
            country: CountryCode::new(country),
            ..Party::named(Role::Creditor, name)
        });
        assert_eq!(
            hits(&matcher, &payment, &mut scratch).join("; "),
            found,
            "{country} {name}"
        );
    }
    // The official name of the country in an address or a text is nobody's.
    let official = "Caracas, República Bolivariana de Venezuela";
    assert_eq!(in_address(&matcher, "VE", official), "");
    assert_eq!(in_remittance(&matcher, official), "");
}

#[test]
fn names_of_parties_are_not_searched_for_places() {
    let matcher = matcher();
    let payment = Payment::new("P").with(Party::named(Role::Creditor, "Iran Trading Tehran"));
    assert_eq!(hits(&matcher, &payment, &mut matcher.scratch()), [""; 0]);
}

#[test]
fn nothing_is_looked_for_that_nobody_asks_for() {
    let matcher = matcher().with_places(&|_| false);
    assert_eq!(
        hits(&matcher, &party("IR", "Tehran"), &mut matcher.scratch()),
        [""; 0]
    );
    let matcher = matcher.with_places(&|place| place.as_str() == "CU");
    assert_eq!(
        hits(&matcher, &party("IR", "Tehran, Havana"), &mut matcher.scratch()),
        [format!("CU {}", Field::Address(Role::Creditor, 1))]
    );
}
