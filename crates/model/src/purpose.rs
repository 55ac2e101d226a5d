use crate::words;

words! {
    /// Why the payment is made. Only these words are evidence for a license.
    pub enum Purpose ("purpose") {
        /// Food.
        Food = "food",
        /// Agricultural commodities.
        Agriculture = "agriculture",
        /// Medicine.
        Medicine = "medicine",
        /// Medical devices, their parts and software updates.
        MedicalDevice = "medical-device",
        /// Health care.
        Health = "health",
        /// Humanitarian and disaster relief.
        Relief = "relief",
        /// Shelter.
        Shelter = "shelter",
        /// Water and sanitation.
        Water = "water",
        /// Education.
        Education = "education",
        /// Democracy building.
        Democracy = "democracy",
        /// Protection of the environment and natural resources.
        Environment = "environment",
        /// Disarmament, demobilization, reintegration, peacebuilding.
        Peacebuilding = "peacebuilding",
        /// Non-commercial development.
        Development = "development",
        /// Personal remittance to family.
        RemittanceFamily = "remittance-family",
        /// Taxes and fees.
        Tax = "tax",
        /// Permits and licenses.
        Permit = "permit",
        /// Public utility services.
        Utilities = "utilities",
        /// Import duties.
        ImportDuty = "import-duty",
        /// Salaries.
        Salary = "salary",
        /// Legal fees.
        LegalFees = "legal-fees",
        /// Official business of a government or international organization.
        OfficialBusiness = "official-business",
        /// Trade and everything else.
        Commercial = "commercial",
    }
}
