//! What a payment is for, how much it is and when it is due.

use jiff::civil::{Date, Weekday};
use portcullis_payments::Column;

use super::record::Record;
use crate::{
    parties::{Customer, World, accounts},
    random::{Domain, Random},
    text::{Slot, push_number, push_padded},
    vocabulary::{Country, Vocabulary},
};

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

/// Kinds of payment that fit a payer and a payee, and running sums of their weights.
type Kinds = (Vec<usize>, Vec<u64>);

/// What the terms of payments are drawn from.
pub(crate) struct Terms {
    /// Payments of the batch.
    count: u64,
    /// Value dates, in order.
    days: Vec<Day>,
    /// Currencies of the countries, in their order, then EUR and USD.
    moneys: Vec<Money>,
    /// For a payer and a payee that are firms or not.
    kinds: [[Kinds; 2]; 2],
}

impl Terms {
    /// Terms for a batch of that many payments. `None`: the value dates do not fit the calendar.
    pub(crate) fn new(vocabulary: &Vocabulary, count: u64, first_value_date: Date) -> Option<Terms> {
        let mut moneys: Vec<Money> = vocabulary.countries.iter().map(Money::of).collect();
        for code in ["EUR", "USD"] {
            moneys.push(Money {
                code: code.to_owned(),
                digits: 2,
                per_usd: 1,
            });
        }
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
        Some(Terms {
            count,
            days: business_days(first_value_date)?,
            moneys,
            kinds,
        })
    }

    /// Everything but the parties: id, date, amount, purpose, text, instrument, a bank in between.
    pub(crate) fn fill(
        &self,
        ordinal: u64,
        world: &World,
        debtor: &Customer,
        creditor: &Customer,
        random: &mut Random,
        record: &mut Record,
    ) {
        use Column as C;
        let Terms {
            count,
            days,
            moneys,
            kinds,
        } = self;
        let vocabulary = world.vocabulary;
        let id = record.field(C::PaymentId);
        id.push_str("PMT-");
        push_padded(ordinal + 1, 9, id);

        #[allow(clippy::cast_possible_truncation)]
        let day = (u128::from(ordinal) * days.len() as u128 / u128::from((*count).max(1))) as usize;
        let day = &days[day.min(days.len() - 1)];
        record.field(C::ValueDate).push_str(&day.iso);

        let (fitting, sums) = &kinds[usize::from(debtor.is_firm)][usize::from(creditor.is_firm)];
        let kind = &vocabulary.kinds[fitting[random.weighted(sums)]];
        let cross_border = debtor.country != creditor.country;
        let money = match random.below(100) {
            0..45 if cross_border => &moneys[moneys.len() - 2],
            45..85 if cross_border => &moneys[moneys.len() - 1],
            _ => &moneys[creditor.country],
        };
        push_amount(kind.usd, money, random, record.field(C::Amount));
        record.field(C::Currency).push_str(&money.code);

        if random.per_mille(700) {
            record.field(C::PurposeCode).push_str(&kind.code);
        }
        if random.per_mille(850) {
            record.field(C::Purpose).push_str(kind.purpose.as_str());
        }
        let text = &kind.texts[random.index(kind.texts.len())];
        let fill = |slot| match slot {
            Slot::Date => day.dotted.as_str(),
            Slot::Month => day.month.as_str(),
            Slot::Name => debtor.name.as_str(),
            Slot::Street => "",
        };
        text.write(random, fill, record.field(C::RemittanceInformation));

        if cross_border && random.per_mille(250) {
            let between = random.weighted(&vocabulary.country_weights);
            let rank = random.rank(6);
            let mut bank = Random::new(world.seed, Domain::Bank, (between as u64) << 40 ^ rank);
            accounts::bic(
                &vocabulary.countries[between],
                &mut bank,
                record.field(C::IntermediaryAgentBic),
            );
        }
        if debtor.is_firm && creditor.is_firm && random.per_mille(10) {
            record
                .field(C::Instrument)
                .push_str(["loan", "bond", "trade-credit"][random.index(3)]);
            let tenor = [7, 14, 30, 60, 90, 180, 365, 1825][random.index(8)];
            push_number(tenor, record.field(C::DebtTenorDays));
        }
    }
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
