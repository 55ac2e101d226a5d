//! Made-up payment batches for demonstrations and benchmarks.

mod mangle;

use std::io::{self, Write};

use jiff::civil::{Date, Weekday};
use portcullis_model::Schema;

use portcullis_payments::Column;

use crate::{
    parties::{Customer, World, accounts, names::Namer},
    random::{Domain, Random},
    text::{Slot, push_number},
    vocabulary::{Country, Vocabulary},
};

/// What to generate.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratorOptions {
    /// How many payments.
    pub count: u64,
    /// Where chance starts: equal options give equal bytes on every machine.
    pub seed: u64,
    /// The share of payments that carry something listed, 0 to 1.
    pub hit_rate: f64,
    /// Whether every debtor, creditor and ultimate party has a name of its own; otherwise parties repeat as
    /// they do in real traffic. Listed names repeat in any case.
    pub distinct: bool,
    /// Names as listed (`LAST, First` for people of OFAC), from which hits are made.
    pub listed_names: Vec<(String, Schema)>,
    /// BICs as listed.
    pub listed_bics: Vec<String>,
    /// Value date of the first payments; the last are due five business days later.
    pub first_value_date: Date,
}

impl Default for GeneratorOptions {
    /// A thousand payments without hits.
    fn default() -> GeneratorOptions {
        GeneratorOptions {
            count: 1000,
            seed: 1,
            hit_rate: 0.0,
            distinct: false,
            listed_names: Vec::new(),
            listed_bics: Vec::new(),
            first_value_date: jiff::civil::date(2024, 1, 8),
        }
    }
}

/// What was generated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Generated {
    /// Payments.
    pub payments: u64,
    /// Those that carry a listed name.
    pub with_listed_name: u64,
    /// Those that carry a listed BIC.
    pub with_listed_bic: u64,
    /// Size of the file, header included.
    pub bytes: u64,
}

impl std::fmt::Display for Generated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} made-up payments ({} bytes), {} with a listed name and {} with a listed BIC",
            self.payments, self.bytes, self.with_listed_name, self.with_listed_bic
        )
    }
}

/// Why no batch can be generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The hit rate is no share.
    #[error("the hit rate is {0}; give a share between 0 and 1")]
    HitRate(f64),
    /// Hits are asked for and there is nothing to make them of.
    #[error("a hit rate above 0 needs listed names or BICs; give an index")]
    NothingListed,
    /// No more distinct names.
    #[error(
        "after {given} payments there is no name left that was not used; ask for fewer distinct payments"
    )]
    NamesUsedUp {
        /// How many payments were written.
        given: u64,
    },
    /// The value dates do not fit the calendar.
    #[error("{0} is too close to the end of the calendar for a value date; give an earlier one")]
    ValueDate(Date),
    /// The data that is part of the program is damaged.
    #[error("the generator's own data is damaged ({0}); this is a defect of the program")]
    Data(String),
    /// The output cannot be written.
    #[error("the payments cannot be written: {0}")]
    Write(#[from] io::Error),
}

/// Writes a batch in the columns of DESIGN section 7, streaming: memory does not grow with its size.
///
/// **Realistic** are: the mix of people and firms, of domestic and cross-border traffic over some 75
/// countries, the words of names by culture and of firms by language, legal forms, addresses, lengths and
/// capitals; IBANs with valid structure and check digits, LEIs and creditor references likewise; remittance
/// texts and purposes that fit who pays whom; amounts spread over their logarithm; how often a party
/// repeats (a tenth of the customers makes nearly half of the traffic; payers come back to the same eight
/// payees); the ways in which listed names appear (see below).
///
/// **Not realistic**: nobody in it exists (BICs are test BICs, domestic check digits of accounts are not
/// computed); names are in Latin script only; remittance texts do not follow the language of the country; a
/// million payments with distinct parties share some 120,000 words, where real ones have more; chance
/// combinations may equal a listed name, as in real traffic, and are not filtered out; every record is well
/// formed.
///
/// A share of [`GeneratorOptions::hit_rate`] carries a listed name (as debtor, creditor, ultimate party or
/// inside the remittance text; as listed, reordered, in other case, misspelled, with initials, with a token
/// less, with a title, cut at 35 characters, with an address, a C/O or a partner on the line) or a listed BIC
/// (as agent).
///
/// `progress` is called now and then with the number of payments written so far, and at the end.
///
/// # Errors
/// Options that make no sense, distinct names used up, or what `out` says.
pub fn generate(
    options: &GeneratorOptions,
    mut out: impl Write,
    mut progress: impl FnMut(u64),
) -> Result<Generated, GenerateError> {
    const BUFFER_BYTES: usize = 1 << 16;
    let mut generator = Generator::new(options)?;
    let mut buffer = Vec::with_capacity(BUFFER_BYTES + (1 << 12));
    for (i, column) in COLUMNS.iter().enumerate() {
        if i > 0 {
            buffer.push(b',');
        }
        buffer.extend_from_slice(column.as_str().as_bytes());
    }
    buffer.push(b'\n');
    let mut bytes = 0;
    for ordinal in 0..options.count {
        generator.write_payment(ordinal, &mut buffer)?;
        if buffer.len() >= BUFFER_BYTES {
            out.write_all(&buffer)?;
            bytes += buffer.len() as u64;
            buffer.clear();
            progress(ordinal + 1);
        }
    }
    out.write_all(&buffer)?;
    out.flush()?;
    bytes += buffer.len() as u64;
    progress(options.count);
    Ok(Generated {
        payments: options.count,
        bytes,
        ..generator.generated
    })
}

/// Names of people and firms on no list, as payments carry them, each different: the debtor and the creditor of each
/// payment of a distinct batch of the default seed.
///
/// # Errors
/// Distinct names used up.
pub fn party_names(count: usize) -> Result<Vec<String>, GenerateError> {
    let options = GeneratorOptions {
        count: count.div_ceil(2) as u64,
        distinct: true,
        ..GeneratorOptions::default()
    };
    let mut generator = Generator::new(&options)?;
    let mut names = Vec::with_capacity(count + 1);
    let mut line = Vec::new();
    for ordinal in 0..options.count {
        line.clear();
        generator.write_payment(ordinal, &mut line)?;
        names.push(generator.debtor.name.clone());
        names.push(generator.creditor.name.clone());
    }
    names.truncate(count);
    Ok(names)
}

/// The columns of a generated batch. A column that the CSV form gains later is not written until it stands here, so
/// that batches stay the same bytes.
const COLUMNS: [Column; 30] = [
    Column::PaymentId,
    Column::ValueDate,
    Column::Amount,
    Column::Currency,
    Column::DebtorName,
    Column::DebtorAccount,
    Column::DebtorCountry,
    Column::DebtorAddress,
    Column::DebtorBirthDate,
    Column::DebtorId,
    Column::UltimateDebtorName,
    Column::DebtorAgentBic,
    Column::DebtorAgentName,
    Column::IntermediaryAgentBic,
    Column::IntermediaryAgentName,
    Column::CreditorAgentBic,
    Column::CreditorAgentName,
    Column::CreditorName,
    Column::CreditorAccount,
    Column::CreditorCountry,
    Column::CreditorAddress,
    Column::CreditorBirthDate,
    Column::CreditorId,
    Column::UltimateCreditorName,
    Column::PurposeCode,
    Column::Purpose,
    Column::RemittanceInformation,
    Column::LicenseReference,
    Column::Instrument,
    Column::DebtTenorDays,
];

/// A business day in the forms that payments use.
struct Day {
    /// `2024-01-08`.
    iso: String,
    /// `08.01.2024`.
    dotted: String,
    /// `JAN 2024`.
    month: String,
}

/// A currency and how amounts in it look.
struct Money {
    code: String,
    digits: u32,
    per_usd: u64,
}

impl Money {
    fn of(country: &Country) -> Money {
        Money {
            code: country.currency.to_string(),
            digits: country.digits,
            per_usd: country.per_usd,
        }
    }
}

struct Generator<'a> {
    options: &'a GeneratorOptions,
    world: World,
    namer: Namer,
    random: Random,
    days: Vec<Day>,
    /// Currencies of the countries, in their order, then EUR and USD.
    moneys: Vec<Money>,
    /// For a payer and a payee that are firms or not: kinds that fit and running sums of their weights.
    kinds: [[(Vec<usize>, Vec<u64>); 2]; 2],
    /// Of 2^32 payments, how many carry something listed.
    hits_of_2_32: u64,
    /// Parties given so far: in distinct batches each is a new one.
    parties: u64,
    debtor: Customer,
    creditor: Customer,
    /// Somebody else: ultimate parties, partners of joint accounts.
    other: Customer,
    /// The fields of the current payment by column.
    fields: [String; Column::ALL.len()],
    generated: Generated,
}

impl<'a> Generator<'a> {
    fn new(options: &'a GeneratorOptions) -> Result<Generator<'a>, GenerateError> {
        if !(0.0..=1.0).contains(&options.hit_rate) {
            return Err(GenerateError::HitRate(options.hit_rate));
        }
        // A product with a power of two is exact, and so the same everywhere.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let hits_of_2_32 = (options.hit_rate * f64::from(2u32.pow(31)) * 2.0) as u64;
        if hits_of_2_32 > 0 && options.listed_names.is_empty() && options.listed_bics.is_empty() {
            return Err(GenerateError::NothingListed);
        }
        let vocabulary = Vocabulary::shared().map_err(GenerateError::Data)?;
        let mut moneys: Vec<Money> = vocabulary.countries.iter().map(Money::of).collect();
        moneys.push(Money {
            code: "EUR".to_owned(),
            digits: 2,
            per_usd: 1,
        });
        moneys.push(Money {
            code: "USD".to_owned(),
            digits: 2,
            per_usd: 1,
        });
        let customers = customers(&vocabulary.country_weights, options.count);
        let fitting = |from: bool, to: bool| {
            let fits = |&kind: &usize| {
                let kind = &vocabulary.kinds[kind];
                kind.from.takes(from) && kind.to.takes(to)
            };
            let kinds: Vec<usize> = (0..vocabulary.kinds.len()).filter(fits).collect();
            let mut sum = 0;
            let sums = kinds
                .iter()
                .map(|&kind| {
                    sum += vocabulary.kinds[kind].weight;
                    sum
                })
                .collect();
            (kinds, sums)
        };
        let kinds = [
            [fitting(false, false), fitting(false, true)],
            [fitting(true, false), fitting(true, true)],
        ];
        Ok(Generator {
            namer: Namer::new(vocabulary, options.seed, options.distinct),
            random: Random::new(options.seed, Domain::Payments, 0),
            days: business_days(options.first_value_date)
                .ok_or(GenerateError::ValueDate(options.first_value_date))?,
            moneys,
            kinds,
            world: World {
                seed: options.seed,
                distinct: options.distinct,
                vocabulary,
                customers,
            },
            hits_of_2_32,
            parties: 0,
            debtor: Customer::default(),
            creditor: Customer::default(),
            other: Customer::default(),
            fields: std::array::from_fn(|_| String::new()),
            generated: Generated::default(),
            options,
        })
    }

    /// Appends payment number `ordinal` as a line of CSV.
    fn write_payment(&mut self, ordinal: u64, out: &mut Vec<u8>) -> Result<(), GenerateError> {
        self.fields.iter_mut().for_each(String::clear);
        self.draw_parties()
            .ok_or(GenerateError::NamesUsedUp { given: ordinal })?;
        self.fill_parties();
        self.fill_terms(ordinal);
        self.fill_ultimate_parties()
            .ok_or(GenerateError::NamesUsedUp { given: ordinal })?;
        if self.random.below(1 << 32) < self.hits_of_2_32 {
            self.place_listed()
                .ok_or(GenerateError::NamesUsedUp { given: ordinal })?;
        }
        for (i, column) in COLUMNS.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            push_field(&self.fields[*column as usize], out);
        }
        out.push(b'\n');
        Ok(())
    }

    /// Draws who pays whom. `None`: no distinct name is left.
    fn draw_parties(&mut self) -> Option<()> {
        let seed = self.world.seed;
        let country = self.random.weighted(&self.world.vocabulary.country_weights);
        let rank = self.rank(country);
        self.parties += 1;
        self.debtor
            .become_customer(&self.world, country, rank, &mut self.namer)
            .then_some(())?;

        // Most payers come back to the same few payees.
        let mut from_address_book;
        let known = self.random.per_mille(600);
        let chance = if known && !self.world.distinct {
            let slot = self.random.rank(8);
            from_address_book = Random::new(
                seed,
                Domain::AddressBook,
                (country as u64) << 44 ^ rank << 3 ^ slot,
            );
            &mut from_address_book
        } else {
            &mut self.random
        };
        let payee_country = if chance.per_mille(620) {
            country
        } else {
            chance.weighted(&self.world.vocabulary.country_weights)
        };
        let payee_rank = if self.world.distinct {
            self.parties
        } else {
            // The busiest payees are other customers than the busiest payers.
            let customers = self.world.customers[payee_country];
            let mut payee = customers - 1 - chance.rank(customers);
            if payee_country == country && payee == rank {
                // Nobody pays himself; a country has two customers at least.
                payee = (payee + 1) % customers;
            }
            payee
        };
        self.parties += 1;
        self.creditor
            .become_customer(&self.world, payee_country, payee_rank, &mut self.namer)
            .then_some(())
    }

    /// A customer of a country.
    fn rank(&mut self, country: usize) -> u64 {
        if self.world.distinct {
            self.parties
        } else {
            self.random.rank(self.world.customers[country])
        }
    }

    /// Makes `other` somebody. `None`: no distinct name is left.
    fn draw_other(&mut self) -> Option<()> {
        let country = self.random.weighted(&self.world.vocabulary.country_weights);
        let rank = self.rank(country);
        self.parties += 1;
        self.other
            .become_customer(&self.world, country, rank, &mut self.namer)
            .then_some(())
    }

    fn fill_parties(&mut self) {
        use Column as C;
        let with_agent_names = self.random.per_mille(500);
        let sides = [
            (
                &self.debtor,
                [
                    C::DebtorName,
                    C::DebtorAccount,
                    C::DebtorCountry,
                    C::DebtorAddress,
                    C::DebtorBirthDate,
                    C::DebtorId,
                    C::DebtorAgentBic,
                    C::DebtorAgentName,
                ],
            ),
            (
                &self.creditor,
                [
                    C::CreditorName,
                    C::CreditorAccount,
                    C::CreditorCountry,
                    C::CreditorAddress,
                    C::CreditorBirthDate,
                    C::CreditorId,
                    C::CreditorAgentBic,
                    C::CreditorAgentName,
                ],
            ),
        ];
        for (customer, columns) in sides {
            let agent_name = if with_agent_names {
                customer.agent_name.as_str()
            } else {
                ""
            };
            let texts = [
                customer.name.as_str(),
                customer.account.as_str(),
                self.world.vocabulary.countries[customer.country].code.as_str(),
                customer.address.as_str(),
                customer.birth_date.as_str(),
                customer.id.as_str(),
                customer.agent_bic.as_str(),
                agent_name,
            ];
            for (column, text) in columns.into_iter().zip(texts) {
                self.fields[column as usize].push_str(text);
            }
        }
    }

    /// Everything but the parties: id, date, amount, purpose, text, instrument, a bank in between.
    fn fill_terms(&mut self, ordinal: u64) {
        use Column as C;
        let Generator {
            options,
            random,
            fields,
            world,
            days,
            moneys,
            kinds,
            debtor,
            creditor,
            ..
        } = self;
        let vocabulary = world.vocabulary;
        let id = &mut fields[C::PaymentId as usize];
        id.push_str("PMT-");
        push_padded(ordinal + 1, 9, id);

        #[allow(clippy::cast_possible_truncation)]
        let day = (u128::from(ordinal) * days.len() as u128 / u128::from(options.count.max(1))) as usize;
        let day = &days[day.min(days.len() - 1)];
        fields[C::ValueDate as usize].push_str(&day.iso);

        let (fitting, sums) = &kinds[usize::from(debtor.is_firm)][usize::from(creditor.is_firm)];
        let kind = &vocabulary.kinds[fitting[random.weighted(sums)]];
        let cross_border = debtor.country != creditor.country;
        let money = match random.below(100) {
            0..45 if cross_border => &moneys[moneys.len() - 2],
            45..85 if cross_border => &moneys[moneys.len() - 1],
            _ => &moneys[creditor.country],
        };
        push_amount(kind.usd, money, random, &mut fields[C::Amount as usize]);
        fields[C::Currency as usize].push_str(&money.code);

        if random.per_mille(700) {
            fields[C::PurposeCode as usize].push_str(&kind.code);
        }
        if random.per_mille(850) {
            fields[C::Purpose as usize].push_str(kind.purpose.as_str());
        }
        let text = &kind.texts[random.index(kind.texts.len())];
        let fill = |slot| match slot {
            Slot::Date => day.dotted.as_str(),
            Slot::Month => day.month.as_str(),
            Slot::Name => debtor.name.as_str(),
            Slot::Street => "",
        };
        text.write(random, fill, &mut fields[C::RemittanceInformation as usize]);

        if cross_border && random.per_mille(250) {
            let between = random.weighted(&vocabulary.country_weights);
            let rank = random.rank(6);
            let mut bank = Random::new(options.seed, Domain::Bank, (between as u64) << 40 ^ rank);
            accounts::bic(
                &vocabulary.countries[between],
                &mut bank,
                &mut fields[C::IntermediaryAgentBic as usize],
            );
        }
        if debtor.is_firm && creditor.is_firm && random.per_mille(10) {
            fields[C::Instrument as usize].push_str(["loan", "bond", "trade-credit"][random.index(3)]);
            let tenor = [7, 14, 30, 60, 90, 180, 365, 1825][random.index(8)];
            push_number(tenor, &mut fields[C::DebtTenorDays as usize]);
        }
    }

    /// Three payments of a hundred are made or received for somebody else. `None`: no distinct name is left.
    fn fill_ultimate_parties(&mut self) -> Option<()> {
        for column in [Column::UltimateDebtorName, Column::UltimateCreditorName] {
            if self.random.per_mille(15) {
                self.draw_other()?;
                self.fields[column as usize].push_str(&self.other.name);
            }
        }
        Some(())
    }

    /// Puts something listed into the payment. `None`: no distinct name is left.
    fn place_listed(&mut self) -> Option<()> {
        let names = &self.options.listed_names;
        let bics = &self.options.listed_bics;
        let take_bic = names.is_empty() || (!bics.is_empty() && self.random.per_mille(100));
        if take_bic {
            let column = match self.random.below(10) {
                0..6 => Column::CreditorAgentBic,
                6..9 => Column::IntermediaryAgentBic,
                _ => Column::DebtorAgentBic,
            };
            let field = &mut self.fields[column as usize];
            field.clear();
            field.push_str(self.random.pick_text(bics));
            self.generated.with_listed_bic += 1;
            return Some(());
        }
        self.draw_other()?;
        let (name, schema) = &names[self.random.index(names.len())];
        let mut text = String::new();
        let Customer {
            name: partner,
            address,
            ..
        } = &self.other;
        mangle::push_mangled(name, *schema, address, partner, &mut self.random, &mut text);
        let (column, before) = match self.random.below(100) {
            0..55 => (Column::CreditorName, ""),
            55..75 => (Column::DebtorName, ""),
            75..85 => (Column::UltimateCreditorName, ""),
            85..90 => (Column::UltimateDebtorName, ""),
            _ => (
                Column::RemittanceInformation,
                [" ON BEHALF OF ", " FAVOUR ", " BENEFICIARY ", " / "][self.random.index(4)],
            ),
        };
        let field = &mut self.fields[column as usize];
        if before.is_empty() {
            field.clear();
        }
        field.push_str(before);
        field.push_str(&text);
        self.generated.with_listed_name += 1;
        Some(())
    }
}

/// How many customers each country has, given the running sums of the countries' weights: one for every four
/// payments in all, so that a payer comes back within a batch of any size.
fn customers(country_weights: &[u64], payments: u64) -> Vec<u64> {
    let pool = u128::from((payments / 4).clamp(500, 1 << 32));
    let total = u128::from(country_weights.last().copied().unwrap_or(1).max(1));
    let mut before = 0;
    country_weights
        .iter()
        .map(|&sum| {
            let weight = u128::from(sum - std::mem::replace(&mut before, sum));
            // At most the pool.
            u64::try_from(pool * weight / total).unwrap_or(u64::MAX).max(2)
        })
        .collect()
}

/// Five days that are no Saturday or Sunday.
fn business_days(first: Date) -> Option<Vec<Day>> {
    const DAYS: usize = 5;
    const MONTHS: [&str; 12] = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    let mut days = Vec::with_capacity(DAYS);
    let mut date = first;
    loop {
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            let (year, month, day) = (date.year(), date.month(), date.day());
            let name = MONTHS[usize::from(month.unsigned_abs()) - 1];
            days.push(Day {
                iso: date.to_string(),
                dotted: format!("{day:02}.{month:02}.{year}"),
                month: format!("{name} {year}"),
            });
        }
        if days.len() == DAYS {
            return Some(days);
        }
        date = date.tomorrow().ok()?;
    }
}

/// Appends an amount between two amounts in US dollars, its logarithm about evenly spread, in the currency.
fn push_amount((low, high): (u64, u64), money: &Money, random: &mut Random, out: &mut String) {
    let low = low.max(1);
    let doublings = (high.max(low) / low).ilog2();
    // Some octave, and somewhere in it: no logarithm, which platforms round differently.
    let octave = low << random.below(u64::from(doublings) + 1);
    let cents_of_usd = 100 * octave + random.below(100 * octave);
    let units = 10u64.pow(money.digits);
    // Minor units: at most 2 * 400,000 USD * 100 * 24,000 * 1000 / 100, far below 2^64.
    let mut minor = (cents_of_usd * money.per_usd * units / 100).max(1);
    if random.per_mille(350) {
        // Round amounts are frequent.
        let step = units * if minor > 1000 * units { 100 } else { 10 };
        minor = minor.div_ceil(step) * step;
    }
    push_number(minor / units, out);
    if money.digits > 0 {
        out.push('.');
        push_padded(minor % units, money.digits as usize, out);
    }
}

/// Appends a number with at least that many digits.
fn push_padded(number: u64, digits: usize, out: &mut String) {
    use std::fmt::Write;
    // Writing to a String cannot fail.
    let _ = write!(out, "{number:0digits$}");
}

/// Appends a field, quoted where CSV needs it.
fn push_field(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    // Without an early end this is a few vector instructions for a field.
    let special = bytes
        .iter()
        .fold(false, |found, b| found | matches!(b, b',' | b'"' | b'\n' | b'\r'));
    if !special {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    for byte in bytes {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}
