//! The bytes of a payments file: its own, or those of a copy that is unpacked and in UTF-8.
//!
//! A file that is plain UTF-8 is mapped and read in place. What is compressed or in another encoding is read once, front to
//! back through a buffer of [`BUFFER_BYTES`], into a temporary file without a name, which is mapped like any other. So
//! memory stays flat whatever a file unpacks to, and the copy is gone when the process is, however it ends.

use std::{
    fs::File,
    io::{self, Read, Write},
    ops::{Deref, Range},
    path::Path,
    sync::Arc,
};

use encoding_rs::Encoding;
use flate2::bufread::MultiGzDecoder;
use memchr::{memmem, memrchr};
use portcullis_sys::MappedFile;
use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

use crate::{
    ebcdic,
    error::{BatchError, BatchProblem},
};

/// What unpacking and transcoding hold in memory, beside the window of the compressed stream.
const BUFFER_BYTES: usize = 256 << 10;

/// A file unpacks to at most so many times its size, or to [`UNPACKED_FREE_BYTES`]: payments compress ten or twenty times,
/// archives that are made to fill a disk many thousand times.
const UNPACKED_RATIO_MAX: u64 = 200;
/// What any file may unpack to.
const UNPACKED_FREE_BYTES: u64 = 64 << 20;

/// The largest window of a zstandard frame: what `zstd` itself reads unless it is told to allow more.
const WINDOW_BYTES_MAX: u64 = 128 << 20;

/// How far back the last line end of a stream that was cut is looked for, and as much as is screened of what cannot be read.
const LINE_BYTES_MAX: usize = 1 << 20;

/// The bytes that records are read from.
pub(crate) struct Source {
    /// The file itself.
    file: Arc<MappedFile>,
    /// What it holds, where its own bytes are not to be read as they are.
    copy: Option<Arc<MappedFile>>,
    /// How much of the bytes is whole lines; all, unless a compressed stream ended before its end, or nothing can be read of them.
    whole: usize,
    /// Why what follows is not read.
    fault: Option<String>,
    /// Whether what follows is still packed, so that it says nothing.
    is_packed: bool,
}

/// How the bytes of a file are wrapped.
enum Wrapping {
    Gzip,
    Zstandard,
    Encoded(&'static Encoding),
    Ebcdic,
}

impl Wrapping {
    /// How a file is wrapped whose first bytes are these; `None`: it is read as it is.
    fn told_by(head: &[u8]) -> Option<Wrapping> {
        match head {
            [0x1F, 0x8B, ..] => Some(Wrapping::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Wrapping::Zstandard),
            [0xFF, 0xFE, ..] | [b'<', 0, ..] => Some(Wrapping::Encoded(encoding_rs::UTF_16LE)),
            [0xFE, 0xFF, ..] | [0, b'<', ..] => Some(Wrapping::Encoded(encoding_rs::UTF_16BE)),
            _ if ebcdic::is_told_by(head) => Some(Wrapping::Ebcdic),
            _ => declared_encoding(head).map(Wrapping::Encoded),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Wrapping::Gzip => "gzip",
            Wrapping::Zstandard => "zstandard",
            Wrapping::Encoded(encoding) => encoding.name(),
            Wrapping::Ebcdic => "EBCDIC",
        }
    }
}

/// The encoding that an XML declaration states, where it is not UTF-8 (which holds ASCII).
fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let text = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    let declaration = text.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memmem::find(declaration, b"?>")?];
    let stated = &declaration[memmem::find(declaration, b"encoding")? + b"encoding".len()..];
    let mut quoted = stated.split(|b| matches!(b, b'"' | b'\''));
    let encoding = Encoding::for_label(quoted.nth(1)?)?;
    // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
    (encoding != encoding_rs::UTF_8 && encoding != encoding_rs::UTF_16LE && encoding != encoding_rs::UTF_16BE)
        .then_some(encoding)
}

impl Source {
    /// Maps a file as it is stored.
    pub(crate) fn map(path: &Path) -> Result<Source, BatchError> {
        let open_error = |source: io::Error| {
            let path = path.to_owned();
            match source.kind() {
                io::ErrorKind::IsADirectory => BatchProblem::Folder.of(path),
                _ => BatchProblem::Open { source }.of(path),
            }
        };
        let file = MappedFile::open(path).map_err(open_error)?;
        file.advise_sequential();
        Ok(Source {
            whole: file.len(),
            file: Arc::new(file),
            copy: None,
            fault: None,
            is_packed: false,
        })
    }

    /// Puts what the file holds in place of how it is wrapped.
    pub(crate) fn unwrap_all(&mut self, path: &Path) -> Result<(), BatchError> {
        // What was packed may be in another encoding, and is at most packed twice.
        for _ in 0..3 {
            let head = &self.bytes()[..self.bytes().len().min(crate::format::HEAD_BYTES)];
            let Some(wrapping) = Wrapping::told_by(head) else {
                break;
            };
            self.is_packed = true;
            self.unwrap(path, &wrapping)?;
            self.is_packed = false;
            // What is text now still says what it was.
            if matches!(wrapping, Wrapping::Encoded(_)) {
                break;
            }
        }
        Ok(())
    }

    /// Puts what is wrapped in place of the wrapped.
    fn unwrap(&mut self, path: &Path, wrapping: &Wrapping) -> Result<(), BatchError> {
        let error = |reason: String| {
            BatchProblem::Unpack {
                wrapping: wrapping.name(),
                reason,
            }
            .of(path)
        };
        let packed = self.bytes();
        let room = (packed.len() as u64)
            .saturating_mul(UNPACKED_RATIO_MAX)
            .max(UNPACKED_FREE_BYTES);
        let mut copy = Copy::new(room).map_err(|source| error(source.to_string()))?;
        let unpacked = match wrapping {
            Wrapping::Gzip => copy.fill(&mut MultiGzDecoder::new(packed)),
            Wrapping::Zstandard => copy.fill_from_frames(packed),
            Wrapping::Encoded(encoding) => copy.transcode(packed, encoding),
            Wrapping::Ebcdic => copy.transcode_ebcdic(packed),
        };
        let fault = match unpacked {
            Ok(()) => None,
            Err(Stopped::Cut) => Some("it ends too early".to_owned()),
            Err(Stopped::Unreadable(reason)) if copy.written > 0 => Some(reason),
            Err(Stopped::Unreadable(reason)) => return Err(error(reason)),
            Err(Stopped::TooMuch) => {
                return Err(error(format!(
                    "it unpacks to more than {UNPACKED_RATIO_MAX} times its size, as no payments do"
                )));
            }
            Err(Stopped::NoRoom(source)) => {
                return Err(error(format!("the temporary copy cannot be written: {source}")));
            }
        };
        let fault = fault.map(|reason| {
            format!(
                "the {} stream cannot be read to its end ({reason}); what follows is not read: get the whole file, and \
                 screen it again",
                wrapping.name()
            )
        });
        let copy = MappedFile::of(copy.file).map_err(|source| error(source.to_string()))?;
        copy.advise_sequential();
        self.whole = copy.len();
        if fault.is_some() {
            let tail = copy.len().saturating_sub(LINE_BYTES_MAX);
            self.whole = memrchr(b'\n', &copy[tail..]).map_or(copy.len(), |at| tail + at + 1);
        }
        self.copy = Some(Arc::new(copy));
        self.fault = self.fault.take().or(fault);
        Ok(())
    }

    fn bytes(&self) -> &[u8] {
        self.mapped()
    }

    /// The map that the bytes are in.
    fn mapped(&self) -> &Arc<MappedFile> {
        self.copy.as_ref().unwrap_or(&self.file)
    }

    /// The bytes, for those who keep them.
    #[cfg(feature = "columnar")]
    pub(crate) fn shared(&self) -> bytes::Bytes {
        struct Shared(Arc<MappedFile>);
        impl AsRef<[u8]> for Shared {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }
        bytes::Bytes::from_owner(Shared(Arc::clone(self.mapped())))
    }

    /// The file as it is stored.
    pub(crate) fn file(&self) -> &MappedFile {
        &self.file
    }

    /// Whether the bytes are those of the file as it is stored.
    pub(crate) const fn is_as_stored(&self) -> bool {
        self.copy.is_none()
    }

    /// Why what comes after the bytes could not be read, and what was read of the line that is cut.
    pub(crate) fn fault(&self) -> Option<(&str, &[u8])> {
        let fault = self.fault.as_deref()?;
        let rest = &self.bytes()[self.whole..];
        let shown = if self.is_packed {
            0
        } else {
            rest.len().min(LINE_BYTES_MAX)
        };
        Some((fault, &rest[..shown]))
    }

    /// Takes none of the bytes for whole lines: all of them are what was read of the line that is cut.
    pub(crate) const fn keep_none(&mut self) {
        self.whole = 0;
    }

    /// Takes none of the bytes for records, for this reason. That a stream is cut is said instead, where it is.
    pub(crate) fn refuse(&mut self, reason: String) {
        self.keep_none();
        self.fault.get_or_insert(reason);
    }

    /// See [`MappedFile::release`].
    pub(crate) fn release(&self, range: Range<usize>) {
        self.mapped().release(range);
    }
}

impl Deref for Source {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes()[..self.whole]
    }
}

/// Why a copy ended early.
enum Stopped {
    /// The stream cannot be read any further.
    Unreadable(String),
    /// The stream ends before its end.
    Cut,
    /// It holds more than payments do.
    TooMuch,
    /// The copy cannot be written.
    NoRoom(io::Error),
}

/// A temporary file without a name.
struct Copy {
    file: File,
    written: u64,
    /// How much may be written.
    room: u64,
}

impl Copy {
    fn new(room: u64) -> io::Result<Copy> {
        Ok(Copy {
            file: tempfile::tempfile()?,
            written: 0,
            room,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Stopped> {
        self.written += bytes.len() as u64;
        if self.written > self.room {
            return Err(Stopped::TooMuch);
        }
        self.file.write_all(bytes).map_err(Stopped::NoRoom)
    }

    /// Writes all that a stream gives.
    fn fill(&mut self, stream: &mut impl Read) -> Result<(), Stopped> {
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => self.write(&buffer[..read])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(Stopped::Cut),
                Err(error) => return Err(Stopped::Unreadable(error.to_string())),
            }
        }
    }

    /// Writes what zstandard frames hold, one after the other: several are one file, as `cat a.zst b.zst` makes it.
    fn fill_from_frames(&mut self, mut packed: &[u8]) -> Result<(), Stopped> {
        const SKIPPABLE_HEADER_BYTES: usize = 8;
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW_BYTES_MAX);
        while !packed.is_empty() {
            let frame = packed;
            packed = match decoder.reset(&mut packed) {
                Ok(()) => self.fill_from_blocks(packed, &mut decoder)?,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = SKIPPABLE_HEADER_BYTES + usize::try_from(length).unwrap_or(usize::MAX / 2);
                    frame.get(length..).unwrap_or_default()
                }
                Err(error) => return Err(Stopped::Unreadable(error.to_string())),
            };
            let stated = decoder.get_checksum_from_data();
            if stated.is_some() && stated != decoder.get_calculated_checksum() {
                let reason = "its checksum is not that of what it holds".to_owned();
                return Err(Stopped::Unreadable(reason));
            }
        }
        Ok(())
    }

    /// Writes what the blocks of a zstandard frame hold, and gives what stands behind them. The decoder keeps a window of
    /// megabytes back until a frame is over; where a frame is cut, it is ended behind its last whole block, so that this is
    /// given out too.
    fn fill_from_blocks<'p>(
        &mut self,
        mut packed: &'p [u8],
        decoder: &mut FrameDecoder,
    ) -> Result<&'p [u8], Stopped> {
        const ONE: BlockDecodingStrategy = BlockDecodingStrategy::UptoBlocks(1);
        // A last block that is raw and empty, and room for a checksum, which nobody asks for.
        const END: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];
        let unreadable = |error: FrameDecoderError| Stopped::Unreadable(error.to_string());
        loop {
            let is_whole = has_whole_block(packed)
                && match decoder.decode_blocks(&mut packed, ONE) {
                    Ok(_) => true,
                    Err(FrameDecoderError::FailedToReadChecksum(_)) => false,
                    Err(error) => return Err(unreadable(error)),
                };
            if !is_whole {
                decoder.decode_blocks(&END[..], ONE).map_err(unreadable)?;
            }
            if let Some(bytes) = decoder.collect() {
                self.write(&bytes)?;
            }
            if !is_whole {
                return Err(Stopped::Cut);
            }
            if decoder.is_finished() {
                return Ok(packed);
            }
        }
    }

    /// Writes text in EBCDIC as UTF-8.
    fn transcode_ebcdic(&mut self, text: &[u8]) -> Result<(), Stopped> {
        let characters = ebcdic::characters();
        let mut buffer = String::with_capacity(2 * BUFFER_BYTES);
        for piece in text.chunks(BUFFER_BYTES) {
            buffer.clear();
            buffer.extend(piece.iter().map(|byte| characters[usize::from(*byte)]));
            self.write(buffer.as_bytes())?;
        }
        Ok(())
    }

    /// Writes text as UTF-8; what is none in its encoding becomes U+FFFD. UTF-16 has two bytes a sign: of an odd number one was cut.
    fn transcode(&mut self, mut text: &[u8], encoding: &'static Encoding) -> Result<(), Stopped> {
        let is_of_pairs = encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE;
        let is_cut = is_of_pairs && text.len() % 2 == 1;
        if is_cut {
            text = &text[..text.len() - 1];
        }
        let mut decoder = encoding.new_decoder_with_bom_removal();
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            let (result, read, written, _) = decoder.decode_to_utf8(text, &mut buffer, true);
            self.write(&buffer[..written])?;
            text = &text[read..];
            if result == encoding_rs::CoderResult::InputEmpty {
                return if is_cut { Err(Stopped::Cut) } else { Ok(()) };
            }
        }
    }
}

/// Whether a zstandard block stands here from its header to its end (RFC 8878, section 3.1.1.2).
fn has_whole_block(packed: &[u8]) -> bool {
    let [a, b, c, content @ ..] = packed else {
        return false;
    };
    let header = u32::from_le_bytes([*a, *b, *c, 0]);
    let (kind, size) = ((header >> 1) & 3, header >> 3);
    // Of one byte that is repeated, only that byte is there.
    let needed = if kind == 1 { 1 } else { size as usize };
    content.len() >= needed
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("bytes", &self.len())
            .field("is_as_stored", &self.is_as_stored())
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}
