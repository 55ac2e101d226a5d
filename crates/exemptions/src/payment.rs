//! What the law reads out of a payment. Everything else of this crate reads payments through this file.

use std::borrow::Cow;

use jiff::civil::Date;
use portcullis_model::{Amount, CountryCode, CurrencyCode, Field, Party, Payment, Purpose, Role};

use crate::party::identity::bic;
use crate::party::known::PartyIds;
use crate::party::registry::{Recognized, Registry, ShownIdentity};
use crate::purpose::ShownPurpose;

/// A payment, by the fields that decide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaymentView<'p>(&'p Payment<'p>);

impl<'p> PaymentView<'p> {
    pub(crate) fn new(payment: &'p Payment<'p>) -> PaymentView<'p> {
        PaymentView(payment)
    }

    /// What it says that it is for, whatever else it says.
    pub(crate) fn purpose(self) -> Option<Purpose> {
        self.0.purpose
    }

    /// What it shows of what it is for: a code, an instrument or a tenor may contradict its word.
    fn shown_purpose(self) -> ShownPurpose {
        ShownPurpose::read(
            self.0.purpose,
            &self.0.purpose_code,
            &self.0.instrument,
            self.0.debt_tenor_days,
        )
    }

    pub(crate) fn amount(self) -> Option<Amount> {
        self.0.amount
    }

    pub(crate) fn currency(self) -> Option<CurrencyCode> {
        self.0.amount.and_then(|amount| amount.currency)
    }

    pub(crate) fn debtor_country(self) -> Option<CountryCode> {
        self.0.country_of(Role::Debtor)
    }

    pub(crate) fn creditor_country(self) -> Option<CountryCode> {
        self.0.country_of(Role::Creditor)
    }

    pub(crate) fn debtor_name(self) -> &'p str {
        self.0.name_of(Role::Debtor)
    }

    pub(crate) fn creditor_name(self) -> &'p str {
        self.0.name_of(Role::Creditor)
    }

    /// The license that the payment quotes, without white space around it; empty for none.
    pub(crate) fn license_reference(self) -> &'p str {
        self.0.license_reference.trim()
    }

    /// The kind of financial instrument that the payment is for; empty where it does not say.
    pub(crate) fn instrument(self) -> &'p str {
        &self.0.instrument
    }

    /// The tenor of the debt that the payment is for.
    pub(crate) fn debt_tenor_days(self) -> Option<u32> {
        self.0.debt_tenor_days
    }

    /// The day on which the debt that the payment is for was issued: what it states, else the value date.
    pub(crate) fn debt_issued_on(self) -> Option<Date> {
        self.0.debt_issued_on.or(self.0.value_date)
    }

    /// Everything that it says in words: its texts, and the values that were not understood.
    pub(crate) fn texts(self) -> impl Iterator<Item = &'p str> {
        let texts = self.0.all_texts().map(|text| &*text.text);
        texts.chain(self.0.notes.iter().map(|note| note.problem.as_str()))
    }

    pub(crate) fn remittance(self) -> Cow<'p, str> {
        self.0.remittance()
    }

    /// The party of a field; `None` for free text, in which no party stands.
    pub(crate) fn party(self, field: Field) -> Option<&'p Party<'p>> {
        self.0.party_at(field)
    }

    /// By what the party in a field is known; by nothing in free text.
    pub(crate) fn ids_at(self, field: Field) -> PartyIds {
        self.party(field).map_or_else(PartyIds::default, PartyIds::of)
    }

    /// Every party and agent, with the field that it stands in.
    fn parties(self) -> impl Iterator<Item = (Field, &'p Party<'p>)> {
        let everyone = self.0.everyone();
        everyone.map(|party| (Field::Party(party.role, party.nth), party))
    }

    /// What it shows of every party and agent.
    pub(crate) fn identities(self) -> impl Iterator<Item = (Field, ShownIdentity<'p>)> {
        self.parties().map(move |(field, party)| {
            let shown = ShownIdentity {
                ids: PartyIds::of(party),
                name: &party.name,
                bank: bic(self.bank_of(party)),
            };
            (field, shown)
        })
    }

    /// The BIC of the bank that keeps the account of a party; empty where the payment does not say.
    fn bank_of(self, party: &Party<'_>) -> &'p str {
        if !matches!(party.role, Role::Debtor | Role::Creditor) {
            return "";
        }
        let bank = self.party(bank_beside(party.role));
        bank.map_or("", |bank| &*bank.bic)
    }

    /// Where each bank is that takes part: by its BIC or its country, and by the IBAN of an account that it keeps. `None`: a
    /// bank of which the payment does not say.
    pub(crate) fn agent_countries(self) -> impl Iterator<Item = Option<CountryCode>> {
        let everyone = self.0.everyone();
        let banks = everyone.filter(|party| party.role.is_agent()).map(|party| {
            let by_bic = party.bic.get(4..6).and_then(CountryCode::new);
            by_bic.or(party.country)
        });
        let accounts = self.0.everyone().filter_map(|party| iban_country(&party.account));
        banks.chain(accounts.map(Some))
    }

    /// Where each party is, banks aside. `None`: a party of which the payment does not say.
    pub(crate) fn party_countries(self) -> impl Iterator<Item = Option<CountryCode>> {
        let everyone = self.0.everyone();
        everyone
            .filter(|party| !party.role.is_agent())
            .map(|party| party.country)
    }

    /// Where each party and bank is, as far as the payment says: a bank by its BIC, a party by its country or its IBAN.
    pub(crate) fn countries(self) -> impl Iterator<Item = (Field, CountryCode)> {
        let everyone = self.0.everyone();
        everyone.filter_map(|party| {
            let country = if party.role.is_agent() {
                let by_bic = party.bic.get(4..6).and_then(CountryCode::new);
                by_bic.or(party.country)
            } else {
                party.country.or_else(|| iban_country(&party.account))
            };
            Some((Field::Party(party.role, party.nth), country?))
        })
    }

    /// Where somebody stands of whom the payment states no account, identifier or BIC.
    pub(crate) fn without_identifier(self) -> impl Iterator<Item = Field> {
        let unknown = self.parties().filter(|(_, party)| {
            let own = party.account.is_empty() && party.ids.is_empty();
            party.bic.is_empty() && (own || party.role.is_agent())
        });
        unknown.map(|(field, _)| field)
    }
}

/// The bank of the side on which a party stands, which keeps its account if it is the debtor or the creditor; of a bank, itself.
pub(crate) fn bank_beside(role: Role) -> Field {
    Field::of(match role {
        role if role.is_agent() => role,
        Role::InitiatingParty | Role::Debtor | Role::UltimateDebtor | Role::Invoicee => Role::DebtorAgent,
        _ => Role::CreditorAgent,
    })
}

/// The country of an IBAN; `None` for any other account.
pub(crate) fn iban_country(account: &str) -> Option<CountryCode> {
    let digits = account.get(2..4)?;
    let is_iban = account.len() >= 15 && digits.bytes().all(|b| b.is_ascii_digit());
    is_iban.then(|| account.get(..2).and_then(CountryCode::new))?
}

/// What a payment shows to the conditions of licenses, gathered once a payment.
pub(crate) struct Evidence<'p> {
    pub(crate) payment: PaymentView<'p>,
    /// The day whose law decides.
    pub(crate) as_of: Date,
    pub(crate) purpose: ShownPurpose,
    /// Every party that the registry knows, by role.
    pub(crate) recognized: Vec<(Field, Recognized<'p>)>,
}

impl<'p> Evidence<'p> {
    pub(crate) fn gather(payment: PaymentView<'p>, as_of: Date, registry: &'p Registry) -> Evidence<'p> {
        let mut recognized: Vec<(Field, Recognized<'_>)> = Vec::new();
        if !registry.actors().is_empty() {
            for (field, shown) in payment.identities() {
                let found = registry.recognize(&shown, as_of);
                recognized.extend(found.into_iter().map(|found| (field, found)));
            }
        }
        recognized.sort_by_key(|(field, _)| *field);
        Evidence {
            payment,
            as_of,
            purpose: payment.shown_purpose(),
            recognized,
        }
    }
}
