use std::borrow::Cow;

use jiff::civil::Date;

use crate::{CountryCode, words};

words! {
    /// What a party or agent is in a payment (ISO 20022), in the order in which money passes through their hands. Hits
    /// are sorted in this order.
    pub enum Role ("role") {
        /// Who asks for the payment, where that is not the debtor.
        InitiatingParty = "initiating_party",
        /// Who pays.
        Debtor = "debtor",
        /// On whose behalf the debtor pays.
        UltimateDebtor = "ultimate_debtor",
        /// The debtor's bank.
        DebtorAgent = "debtor_agent",
        /// Who sends the message.
        Sender = "sender",
        /// A bank that instructed before the instructing agent.
        PreviousInstructingAgent = "previous_instructing_agent",
        /// The bank that instructs the next one.
        InstructingAgent = "instructing_agent",
        /// The bank that is instructed.
        InstructedAgent = "instructed_agent",
        /// A bank through which the banks settle.
        ReimbursementAgent = "reimbursement_agent",
        /// A bank in between.
        IntermediaryAgent = "intermediary_agent",
        /// Who receives the message.
        Receiver = "receiver",
        /// The creditor's bank.
        CreditorAgent = "creditor_agent",
        /// Who is paid.
        Creditor = "creditor",
        /// For whom the creditor is paid.
        UltimateCreditor = "ultimate_creditor",
        /// Who issued the invoice that is paid.
        Invoicer = "invoicer",
        /// To whom the invoice was issued.
        Invoicee = "invoicee",
        /// Who fits no other role: a garnishee, a tax authority.
        ThirdParty = "third_party",
    }
}

impl Role {
    /// Whether it is the role of a financial institution on the way of the payment.
    #[must_use]
    pub const fn is_agent(self) -> bool {
        matches!(
            self,
            Role::DebtorAgent
                | Role::Sender
                | Role::PreviousInstructingAgent
                | Role::InstructingAgent
                | Role::InstructedAgent
                | Role::ReimbursementAgent
                | Role::IntermediaryAgent
                | Role::Receiver
                | Role::CreditorAgent
        )
    }
}

/// A party or agent of a payment. Empty text means that the payment does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party<'a> {
    /// What it is in the payment.
    pub role: Role,
    /// Its number among those of its role in the payment, from 1.
    pub nth: u8,
    /// Country of residence, ISO 3166.
    pub country: Option<CountryCode>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Name as the payment carries it; lines of a name are joined by a space.
    pub name: Cow<'a, str>,
    /// How many characters the field of the name has room for, where the format says so and that is not 35, as nearly
    /// everywhere: a name that fills it may have been cut.
    pub name_room: Option<u8>,
    /// Account: IBAN or other number.
    pub account: Cow<'a, str>,
    /// Address as text; lines and structured parts are joined by line ends.
    pub address: Cow<'a, str>,
    /// BIC, 8 or 11 characters.
    pub bic: Cow<'a, str>,
    /// Identifications joined by `;`, each `KIND:VALUE`, `KIND:VALUE@CC`, or a bare number of unknown kind.
    pub ids: Cow<'a, str>,
    /// Where it stood in the message (`CdtTrfTxInf/Cdtr`); empty for the columns of a table, which are named by role.
    pub path: Cow<'a, str>,
    /// What few payments say.
    pub details: Option<Box<PartyDetails<'a>>>,
}

/// What few payments say of a party. Boxed, so that the many that do not say it stay small.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartyDetails<'a> {
    /// Legal entity identifier, ISO 17442.
    pub lei: Cow<'a, str>,
    /// Place of birth.
    pub birth_place: Cow<'a, str>,
    /// The lines of the name, where it had several.
    pub name_lines: Vec<Cow<'a, str>>,
    /// The lines of the address, where it had several.
    pub address_lines: Vec<Cow<'a, str>>,
}

impl<'a> Party<'a> {
    /// A party of which nothing is known but its role: the first of it.
    #[must_use]
    pub const fn new(role: Role) -> Party<'a> {
        Party {
            role,
            nth: 1,
            country: None,
            birth_date: None,
            name: Cow::Borrowed(""),
            name_room: None,
            account: Cow::Borrowed(""),
            address: Cow::Borrowed(""),
            bic: Cow::Borrowed(""),
            ids: Cow::Borrowed(""),
            path: Cow::Borrowed(""),
            details: None,
        }
    }

    /// A party of which the name is known.
    #[must_use]
    pub fn named(role: Role, name: impl Into<Cow<'a, str>>) -> Party<'a> {
        Party {
            name: name.into(),
            ..Party::new(role)
        }
    }

    /// The lines of its name, where it had several.
    #[must_use]
    pub fn name_lines(&self) -> &[Cow<'a, str>] {
        self.details.as_ref().map_or(&[], |details| &details.name_lines)
    }

    /// Its legal entity identifier; empty where the payment does not say.
    #[must_use]
    pub fn lei(&self) -> &str {
        self.details.as_ref().map_or("", |details| &details.lei)
    }

    /// Whether the payment says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.name, &self.account, &self.address, &self.bic, &self.ids]
            .iter()
            .all(|text| text.is_empty())
            && self.country.is_none()
            && self.birth_date.is_none()
            && self.details.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::{Party, Role};

    #[test]
    fn eight_roles_are_of_parties_and_nine_of_agents() {
        let agents = Role::ALL.iter().filter(|role| role.is_agent()).count();
        assert_eq!((Role::ALL.len() - agents, agents), (8, 9));
    }

    #[test]
    fn a_party_is_small_because_a_list_of_them_is_filled_for_each_payment() {
        assert!(size_of::<Party<'_>>() <= 168);
    }

    #[test]
    fn a_party_is_empty_until_something_is_said_of_it() {
        assert!(Party::new(Role::Debtor).is_empty());
        assert!(!Party::named(Role::Debtor, "A").is_empty());
    }
}
