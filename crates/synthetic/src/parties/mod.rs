//! Parties: who pays and who is paid.

pub(crate) mod accounts;
pub(crate) mod names;

use std::fmt::Write;

use self::names::Namer;
use crate::{
    check_digits::lei,
    random::{Domain, Random},
    text::{Slot, push_word},
    vocabulary::{Country, Vocabulary},
};

/// Banks that a country has.
const BANKS: u64 = 24;

/// What customers are made from.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) distinct: bool,
    pub(crate) vocabulary: &'static Vocabulary,
    /// How many customers each country has, when parties repeat.
    pub(crate) customers: Vec<u64>,
}

impl World {
    /// Whether a customer pays or is paid much more often than most: the lowest ranks pay, the highest are
    /// paid (see `Generator::draw_parties`).
    fn is_busy(&self, country: usize, rank: u64) -> bool {
        let customers = self.customers.get(country).copied().unwrap_or(0);
        let few = customers / 50;
        !self.distinct && (rank < few || rank >= customers - few)
    }
}

/// A party with everything that a payment may say of it. Reused, so that the steady state allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct Customer {
    pub(crate) is_firm: bool,
    /// Position in [`Vocabulary::countries`].
    pub(crate) country: usize,
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) address: String,
    pub(crate) birth_date: String,
    pub(crate) id: String,
    pub(crate) agent_bic: String,
    pub(crate) agent_name: String,
}

impl Customer {
    /// Makes this the `rank`th customer of a country. The same world, country and rank give the same customer,
    /// except that names are new each time when the namer gives distinct ones.
    ///
    /// `false` when no distinct name is left.
    pub(crate) fn become_customer(
        &mut self,
        world: &World,
        country: usize,
        rank: u64,
        namer: &mut Namer,
    ) -> bool {
        let World { seed, vocabulary, .. } = world;
        let seed = *seed;
        let Customer {
            is_firm,
            country: own_country,
            name,
            account,
            address,
            birth_date,
            id,
            agent_bic,
            agent_name,
        } = self;
        for text in [
            &mut *name, account, address, birth_date, id, agent_bic, agent_name,
        ] {
            text.clear();
        }
        *own_country = country;
        let home = &vocabulary.countries[country];
        let mut random = Random::new(seed, Domain::Customer, (country as u64) << 40 ^ rank);
        // The busiest customers are no private people.
        *is_firm = world.is_busy(country, rank) || random.per_mille(480);
        // Banks that write in capitals write everything so.
        let capitals = random.per_mille(650);
        let culture = home.cultures[random.index(home.cultures.len())];
        let mut named = false;
        if !*is_firm {
            named = namer.person(vocabulary, culture, capitals, &mut random, name);
            *is_firm = !named;
        }
        if !named {
            named = namer.firm(vocabulary, home, capitals, &mut random, name);
        }

        let bank_rank = random.rank(BANKS);
        let mut bank = Random::new(seed, Domain::Bank, (country as u64) << 40 ^ bank_rank);
        accounts::bic(home, &mut bank, agent_bic);
        if random.per_mille(300) {
            agent_bic.push_str("XXX");
        }
        push_bank_name(vocabulary, &mut bank, agent_name);
        accounts::account(home, &mut bank, &mut random, account);

        if random.per_mille(650) {
            push_address(vocabulary, home, capitals, &mut random, address);
        }
        if !*is_firm && random.per_mille(350) {
            let _ = write!(
                birth_date,
                "{}-{:02}-{:02}",
                1945 + random.below(60),
                1 + random.below(12),
                1 + random.below(28)
            );
        }
        if random.per_mille(80) {
            push_identification(*is_firm, home, &mut random, id);
        }
        named
    }
}

fn push_bank_name(vocabulary: &Vocabulary, bank: &mut Random, out: &mut String) {
    let before = ["", "", "", "", "BANK "][bank.index(5)];
    out.push_str(before);
    push_word(
        vocabulary.stems.get(bank.index(vocabulary.stems.len())),
        true,
        out,
    );
    if before.is_empty() {
        out.push_str(
            [
                " BANK",
                " COMMERCIAL BANK",
                " SAVINGS BANK",
                " BANK AG",
                " BANK LTD",
            ][bank.index(5)],
        );
    }
}

fn push_address(
    vocabulary: &Vocabulary,
    home: &Country,
    capitals: bool,
    random: &mut Random,
    out: &mut String,
) {
    let language = &vocabulary.languages[home.language];
    let street = random.pick_text(&language.streets);
    language
        .address
        .write(random, |slot| if slot == Slot::Street { street } else { "" }, out);
    // One address in fifty keeps the line break of the form that it was typed into.
    out.push_str(if random.per_mille(20) { "\n" } else { ", " });
    if !home.postal.is_empty() {
        for c in home.postal.chars() {
            out.push(if c == 'n' { random.digit() } else { c });
        }
        out.push(' ');
    }
    out.push_str(random.pick_text(&home.cities));
    if capitals {
        let text = std::mem::take(out);
        push_word(&text, true, out);
    }
}

fn push_identification(is_firm: bool, home: &Country, random: &mut Random, out: &mut String) {
    if is_firm && random.per_mille(500) {
        out.push_str("lei:");
        lei(random, out);
        return;
    }
    out.push_str(match (is_firm, random.below(3)) {
        (true, 0) => "tax-id:",
        (true, _) => "registration:",
        (false, 0) => "passport:",
        (false, 1) => "national-id:",
        // A bare number of unknown kind.
        (false, _) => "",
    });
    if random.per_mille(400) {
        out.push(random.letter());
    }
    random.digits(8, out);
    if out.contains(':') {
        out.push('@');
        out.push_str(&home.code);
    }
}
