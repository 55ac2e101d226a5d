//! Payments one after the other: who pays whom, and whether anything listed is in it.

use portcullis_payments::Column;

use super::{
    options::{GenerateError, GeneratorOptions},
    planting::{self, Planted},
    record::Record,
    terms::Terms,
};
use crate::{
    parties::{Customer, World, names::Namer},
    random::{Domain, Random},
    vocabulary::Vocabulary,
};

pub(crate) struct Generator<'a> {
    options: &'a GeneratorOptions,
    world: World,
    namer: Namer,
    terms: Terms,
    random: Random,
    /// Of 2^32 payments, how many carry something listed.
    hits_of_2_32: u64,
    /// Parties given so far: in distinct batches each is a new one.
    parties: u64,
    pub(crate) debtor: Customer,
    pub(crate) creditor: Customer,
    /// Somebody else: ultimate parties, partners of joint accounts.
    other: Customer,
    /// The current payment.
    pub(crate) record: Record,
}

impl<'a> Generator<'a> {
    pub(crate) fn new(options: &'a GeneratorOptions) -> Result<Generator<'a>, GenerateError> {
        if !(0.0..=1.0).contains(&options.hit_rate) {
            return Err(GenerateError::HitRate(options.hit_rate));
        }
        // A product with a power of two is exact, and so the same everywhere.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let hits_of_2_32 = (options.hit_rate * f64::from(2u32.pow(31)) * 2.0) as u64;
        if hits_of_2_32 > 0 && options.listed.names.is_empty() && options.listed.bics.is_empty() {
            return Err(GenerateError::NothingListed);
        }
        let vocabulary = Vocabulary::shared().map_err(GenerateError::Data)?;
        Ok(Generator {
            world: World {
                seed: options.seed,
                distinct: options.distinct,
                vocabulary,
                customers: customers(&vocabulary.country_weights, options.count),
            },
            namer: Namer::new(vocabulary, options.seed, options.distinct),
            terms: Terms::new(vocabulary, options.count, options.first_value_date)
                .ok_or(GenerateError::ValueDate(options.first_value_date))?,
            random: Random::new(options.seed, Domain::Payments, 0),
            hits_of_2_32,
            parties: 0,
            debtor: Customer::default(),
            creditor: Customer::default(),
            other: Customer::default(),
            record: Record::new(),
            options,
        })
    }

    /// Makes the record that of payment number `ordinal`; what was planted in it, if anything.
    pub(crate) fn next_payment(&mut self, ordinal: u64) -> Result<Option<Planted<'a>>, GenerateError> {
        self.record.clear();
        self.draw_payment(ordinal)
            .ok_or(GenerateError::NamesUsedUp { given: ordinal })
    }

    /// Draws everything of a payment, and says what was planted in it. `None`: no distinct name is left.
    fn draw_payment(&mut self, ordinal: u64) -> Option<Option<Planted<'a>>> {
        self.draw_parties()?;
        self.fill_parties();
        self.terms.fill(
            ordinal,
            &self.world,
            &self.debtor,
            &self.creditor,
            &mut self.random,
            &mut self.record,
        );
        self.fill_ultimate_parties()?;
        if self.random.below(1 << 32) < self.hits_of_2_32 {
            return self.plant();
        }
        Some(None)
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
                self.record.field(column).push_str(text);
            }
        }
    }

    /// Three payments of a hundred are made or received for somebody else. `None`: no distinct name is left.
    fn fill_ultimate_parties(&mut self) -> Option<()> {
        for column in [Column::UltimateDebtorName, Column::UltimateCreditorName] {
            if self.random.per_mille(15) {
                self.draw_other()?;
                self.record.field(column).push_str(&self.other.name);
            }
        }
        Some(())
    }

    /// Puts something listed into the payment. The outer `None`: no distinct name is left.
    fn plant(&mut self) -> Option<Option<Planted<'a>>> {
        let listed = &self.options.listed;
        let takes_bic = listed.names.is_empty() || (!listed.bics.is_empty() && self.random.per_mille(100));
        Some(if takes_bic {
            planting::plant_bic(&listed.bics, &mut self.random, &mut self.record)
        } else {
            self.draw_other()?;
            planting::plant_name(&listed.names, &self.other, &mut self.random, &mut self.record)
        })
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
