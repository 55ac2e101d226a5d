//! Signing a run, and holding it to a key.
//!
//! `audit.sig` is the Ed25519 signature (RFC 8032) of the last line of `audit.jsonl`, with its line end: 64 bytes. That line
//! has the digests of all other files, and the hash of the line before, so it stands for the whole run; and any tool
//! that knows Ed25519 can check it.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use ed25519_dalek::{
    Signature, Signer, SigningKey, VerifyingKey,
    pkcs8::{DecodePrivateKey, DecodePublicKey},
};

use crate::{audit, files};

/// Why a key cannot be used, or a run is not signed by it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file is no key of this kind.
    #[error("{}: is no {kind}: {reason}; `openssl genpkey -algorithm ed25519` makes a private key, and `openssl pkey -pubout` its public key", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What was expected.
        kind: &'static str,
        /// Why it is none.
        reason: String,
    },
    /// The run bears no signature.
    #[error("{}: is missing: the run is not signed", path.display())]
    NotSigned {
        /// Where the signature would be.
        path: PathBuf,
    },
    /// The signature is not by the key, or not of this run.
    #[error("{}: does not fit: {reason}", path.display())]
    DoesNotFit {
        /// The signature.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

/// A private key that signs runs.
#[derive(Clone)]
pub struct RunSigner(SigningKey);

impl fmt::Debug for RunSigner {
    /// The public key: the private one is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RunSigner").field(&self.public_key()).finish()
    }
}

impl RunSigner {
    /// Reads a private key: PEM, PKCS #8, Ed25519, not encrypted.
    ///
    /// # Errors
    /// The file cannot be read or is no such key.
    pub fn open(path: &Path) -> Result<RunSigner, SignatureError> {
        let file = PemFile {
            path,
            kind: "private Ed25519 key in PEM (PKCS #8)",
            label: "PRIVATE KEY",
            mistaken: &[
                (
                    "ENCRYPTED PRIVATE KEY",
                    "it is encrypted; decrypt it, or keep it readable to its owner alone",
                ),
                ("PUBLIC KEY", "it is a public key, which cannot sign"),
            ],
        };
        file.read(SigningKey::from_pkcs8_pem).map(RunSigner)
    }

    /// The public key, 64 hexadecimal digits.
    #[must_use]
    pub fn public_key(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// The signature of the last line of an audit log, with its line end.
    pub(crate) fn sign(&self, last_line: &str) -> [u8; 64] {
        self.0.sign(last_line.as_bytes()).to_bytes()
    }
}

/// A public key that runs are held to.
#[derive(Debug, Clone)]
pub struct RunKey(VerifyingKey);

impl RunKey {
    /// Reads a public key: PEM, SubjectPublicKeyInfo, Ed25519.
    ///
    /// # Errors
    /// The file cannot be read or is no such key.
    pub fn open(path: &Path) -> Result<RunKey, SignatureError> {
        let file = PemFile {
            path,
            kind: "public Ed25519 key in PEM",
            label: "PUBLIC KEY",
            mistaken: &[(
                "PRIVATE KEY",
                "it is a private key; keep it where runs are signed",
            )],
        };
        file.read(VerifyingKey::from_public_key_pem).map(RunKey)
    }

    /// The key, 64 hexadecimal digits.
    #[must_use]
    pub fn public_key(&self) -> String {
        hex(self.0.as_bytes())
    }

    /// Holds the signature of a run to this key. Whether the run is intact is for [`verify`](crate::verify) to say: the signature
    /// is of the last line of its audit log.
    ///
    /// # Errors
    /// The run is not signed, or not by this key, or its audit log is another than was signed.
    pub fn check(&self, run: &Path) -> Result<(), SignatureError> {
        let path = run.join(files::SIGNATURE);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(SignatureError::NotSigned { path });
            }
            Err(source) => return Err(SignatureError::Read { path, source }),
            Ok(bytes) => bytes,
        };
        let wrong = |reason: String| SignatureError::DoesNotFit {
            path: path.clone(),
            reason,
        };
        let signature = Signature::from_slice(&bytes)
            .map_err(|_| wrong(format!("it has {} bytes, and a signature has 64", bytes.len())))?;
        let log = run.join(files::AUDIT);
        let line = audit::last_line(&log).map_err(|source| SignatureError::Read { path: log, source })?;
        self.0.verify_strict(&line, &signature).map_err(|_| {
            wrong(format!(
                "the key {} did not sign this audit log: the run was signed by another key, or another run was put in its place",
                self.public_key()
            ))
        })
    }
}

/// A file that should hold a key.
struct PemFile<'a> {
    path: &'a Path,
    /// What is expected, for people.
    kind: &'static str,
    /// What its first line has to say that it holds.
    label: &'static str,
    /// What that line says of keys that people take for this one, and what is wrong with them.
    mistaken: &'static [(&'static str, &'static str)],
}

impl PemFile<'_> {
    fn read<K, E: fmt::Display>(
        &self,
        parse: impl FnOnce(&str) -> Result<K, E>,
    ) -> Result<K, SignatureError> {
        let bytes = fs::read(self.path).map_err(|source| SignatureError::Read {
            path: self.path.to_owned(),
            source,
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| self.wrong("it is no text; convert it from DER to PEM".to_owned()))?;
        let label = label(&text)
            .ok_or_else(|| self.wrong(format!("it has no line `-----BEGIN {}-----`", self.label)))?;
        if label != self.label {
            let known = self.mistaken.iter().find(|(mistaken, _)| *mistaken == label);
            return Err(self.wrong(known.map_or_else(
                || format!("it is a PEM file of `{label}`"),
                |(_, reason)| (*reason).to_owned(),
            )));
        }
        parse(&text).map_err(|error| self.wrong(format!("it is another kind of key, or damaged ({error})")))
    }

    fn wrong(&self, reason: String) -> SignatureError {
        SignatureError::Key {
            path: self.path.to_owned(),
            kind: self.kind,
            reason,
        }
    }
}

/// What a PEM file says that it holds.
fn label(text: &str) -> Option<&str> {
    let begins = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("-----BEGIN "))?;
    begins.strip_suffix("-----")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use super::{RunKey, RunSigner, SignatureError};
    use crate::{
        BatchConfig, files,
        testing::{World, mixed_batch},
        verify,
    };

    /// The keys of RFC 8410, section 10.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn a_run_is_held_to_the_key_that_signed_it() {
        let world = World::licensed();
        let (private, public) = (world.path("key.pem"), world.path("key.pub"));
        fs::write(&private, PRIVATE).unwrap();
        fs::write(&public, PUBLIC).unwrap();
        let payments = world.payments("a.csv", &mixed_batch(50));
        let batch = |out: &str, signer| BatchConfig {
            signer,
            ..BatchConfig::new(vec![payments.clone()], world.path(out))
        };
        let signer = Arc::new(RunSigner::open(&private).unwrap());
        let key = RunKey::open(&public).unwrap();
        assert_eq!(signer.public_key(), key.public_key());
        let signed = batch("signed", Some(signer));
        let summary = world.screen(&signed).unwrap();
        assert_eq!(summary.run.signed_by, Some(key.public_key()));
        key.check(&signed.out).unwrap();
        assert!(verify(&signed.out).unwrap().is_intact());

        let plain = batch("plain", None);
        world.screen(&plain).unwrap();
        assert!(matches!(
            key.check(&plain.out),
            Err(SignatureError::NotSigned { .. })
        ));
        // Equal runs have equal logs; another batch has another, and the signature is not of it.
        world.payments("a.csv", &mixed_batch(49));
        let other = batch("other", None);
        world.screen(&other).unwrap();
        fs::copy(
            signed.out.join(files::SIGNATURE),
            other.out.join(files::SIGNATURE),
        )
        .unwrap();
        let refused = key.check(&other.out).unwrap_err().to_string();
        assert!(
            refused.contains("audit.sig: does not fit") && refused.contains(&key.public_key()),
            "{refused}"
        );
        fs::write(other.out.join(files::SIGNATURE), "short").unwrap();
        let refused = key.check(&other.out).unwrap_err().to_string();
        assert!(refused.contains("it has 5 bytes"), "{refused}");
    }

    #[test]
    fn what_is_no_key_is_refused_with_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        for (text, reason) in [
            ("", "no line `-----BEGIN PRIVATE KEY-----`"),
            (PUBLIC, "it is a public key"),
            (
                &PRIVATE.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
                "it is encrypted",
            ),
            (
                &PRIVATE.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
                "PEM file of `RSA PRIVATE KEY`",
            ),
            (&PRIVATE.replace("DK2Vw", "DK2Vu"), "another kind of key"),
        ] {
            fs::write(&path, text).unwrap();
            let refused = RunSigner::open(&path).unwrap_err().to_string();
            assert!(
                refused.contains("key.pem: is no private Ed25519 key") && refused.contains(reason),
                "{refused}"
            );
        }
        fs::write(&path, PRIVATE).unwrap();
        let refused = RunKey::open(&path).unwrap_err().to_string();
        assert!(refused.contains("it is a private key"), "{refused}");
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(
            RunKey::open(&path)
                .unwrap_err()
                .to_string()
                .contains("it is no text")
        );
    }
}
