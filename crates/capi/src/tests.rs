//! Each function as C calls it: what it makes of arguments that are wrong, and of those that are right.
#![allow(unsafe_code)] // every call is as C's: the pointers are to values of the test

use std::{
    ffi::{CStr, CString, c_char, c_int},
    fs,
    path::Path,
    ptr,
};

use crate::{
    PCL_ERROR_ARGUMENT, PCL_ERROR_INPUT, PCL_ERROR_INTERNAL, PCL_OK, call, pcl_check_json, pcl_close,
    pcl_free, pcl_last_error, pcl_open, pcl_reload, pcl_screen_arrow, pcl_screen_json, pcl_screener,
    pcl_version,
};

const LIST: &str =
    "id,name,schema,authority,list,programs\nacme,Acme Trading Zebulon,organization,UN,UN test,UN-A\n";

fn compile(folder: &Path) {
    let list = folder.join("list.csv");
    fs::write(&list, LIST).unwrap();
    let source = format!("custom:{}", list.display()).parse().unwrap();
    let options = portcullis::lists::CompileOptions::default();
    portcullis::lists::compile(&[source], &folder.join("lists.pcx"), &options).unwrap();
}

fn open(options: &str) -> Result<*mut pcl_screener, (c_int, String)> {
    let options = CString::new(options).unwrap();
    let mut screener = ptr::null_mut();
    // SAFETY: both pointers are to values of this function.
    match unsafe { pcl_open(options.as_ptr(), &raw mut screener) } {
        PCL_OK => Ok(screener),
        code => {
            assert!(screener.is_null());
            Err((code, last_error()))
        }
    }
}

fn opened(folder: &Path) -> *mut pcl_screener {
    open(&format!(
        "{{\"index\":\"{}\"}}",
        folder.join("lists.pcx").display()
    ))
    .unwrap()
}

fn last_error() -> String {
    // SAFETY: the text stands until the next call fails.
    unsafe { CStr::from_ptr(pcl_last_error()) }
        .to_str()
        .unwrap()
        .to_owned()
}

type Call = unsafe extern "C" fn(*mut pcl_screener, *const c_char, usize, *mut *mut c_char) -> c_int;

fn asked(call: Call, screener: *mut pcl_screener, json: &[u8]) -> Result<String, (c_int, String)> {
    let mut answer = ptr::null_mut();
    // SAFETY: the screener is open or NULL, the text as long as it is said to be.
    let code = unsafe { call(screener, json.as_ptr().cast(), json.len(), &raw mut answer) };
    if code != PCL_OK {
        assert!(answer.is_null());
        return Err((code, last_error()));
    }
    // SAFETY: an answer ends with NUL and is freed once.
    unsafe {
        let text = CStr::from_ptr(answer).to_str().unwrap().to_owned();
        pcl_free(answer);
        Ok(text)
    }
}

#[test]
fn what_is_wrong_with_an_argument_is_a_code_and_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    compile(folder.path());
    let screener = opened(folder.path());
    for call in [pcl_screen_json as Call, pcl_check_json as Call] {
        let (code, error) = asked(call, ptr::null_mut(), b"{}").unwrap_err();
        assert_eq!(
            (code, error.as_str()),
            (PCL_ERROR_ARGUMENT, "the screener is NULL")
        );
        let (code, error) = asked(call, screener, b"{\"name\":\"\xff\"}").unwrap_err();
        assert!(
            code == PCL_ERROR_ARGUMENT && error.contains("is not UTF-8"),
            "{error}"
        );
        let (code, error) = asked(call, screener, b"{\"x\":1}").unwrap_err();
        assert!(code == PCL_ERROR_INPUT && error.contains("`x`"), "{error}");
        let mut answer = ptr::null_mut();
        // SAFETY: NULL is allowed for each of them, and nothing is read at a length that is too large.
        unsafe {
            assert_eq!(
                call(screener, ptr::null(), 3, &raw mut answer),
                PCL_ERROR_ARGUMENT
            );
            assert_eq!(
                call(screener, c"{}".as_ptr(), 2, ptr::null_mut()),
                PCL_ERROR_ARGUMENT
            );
            assert_eq!(
                call(screener, c"{}".as_ptr(), usize::MAX, &raw mut answer),
                PCL_ERROR_ARGUMENT
            );
        }
        assert!(last_error().contains("too large"));
    }
    // SAFETY: NULL is allowed for each of them; `screener` is closed once.
    unsafe {
        assert_eq!(pcl_open(ptr::null(), &mut ptr::null_mut()), PCL_ERROR_ARGUMENT);
        assert_eq!(pcl_open(c"{}".as_ptr(), ptr::null_mut()), PCL_ERROR_ARGUMENT);
        assert_eq!(pcl_reload(ptr::null_mut()), PCL_ERROR_ARGUMENT);
        assert_eq!(
            pcl_screen_arrow(screener, ptr::null_mut(), ptr::null_mut()),
            PCL_ERROR_ARGUMENT
        );
        pcl_close(ptr::null_mut());
        pcl_free(ptr::null_mut());
        pcl_close(screener);
    }
}

#[test]
fn options_that_cannot_be_used_open_nothing() {
    for (options, why) in [
        ("", "EOF"),
        ("[]", "options of a screener"),
        (r#"{"index":"/nowhere/lists.pcx"}"#, "/nowhere/lists.pcx"),
        (r#"{"index":"/"}"#, "/"),
    ] {
        let (code, error) = open(options).unwrap_err();
        assert!(
            code == PCL_ERROR_INPUT && error.contains(why),
            "{options}: {error}"
        );
    }
}

#[test]
fn a_payment_and_a_name_are_answered_in_json() {
    let folder = tempfile::tempdir().unwrap();
    compile(folder.path());
    let screener = opened(folder.path());
    let payment = br#"{"payment_id":"P1","parties":[{"role":"creditor","name":"Zebulon Acme Trading"}]}"#;
    let answer = asked(pcl_screen_json, screener, payment).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["decision"]["outcome"], "review");
    assert_eq!(answer["hits"][0]["designation_id"], "custom-acme");
    let answer = asked(pcl_check_json, screener, br#"{"name":"Acme Trading Zebulon"}"#).unwrap();
    assert!(answer.contains("custom-acme"), "{answer}");
    // SAFETY: it is open, and closed once.
    unsafe { pcl_close(screener) };
}

#[test]
fn a_screener_goes_on_when_its_index_is_deleted_and_takes_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    compile(folder.path());
    let screener = opened(folder.path());
    let asks = || asked(pcl_check_json, screener, br#"{"name":"Acme Trading Zebulon"}"#);
    let before = asks().unwrap();
    fs::remove_file(folder.path().join("lists.pcx")).unwrap();
    assert_eq!(asks().unwrap(), before);
    // SAFETY: it is open.
    assert_eq!(unsafe { pcl_reload(screener) }, PCL_ERROR_INPUT);
    assert!(last_error().contains("lists.pcx"), "{}", last_error());
    assert_eq!(asks().unwrap(), before);
    compile(folder.path());
    // SAFETY: it is open.
    assert_eq!(unsafe { pcl_reload(screener) }, PCL_OK);
    assert_eq!(asks().unwrap(), before);
    // Written in place, against the rule: what was decided from the zeros that are read then is not given out.
    fs::write(folder.path().join("lists.pcx"), "cut short").unwrap();
    let (code, error) = asks().unwrap_err();
    assert!(code == PCL_ERROR_INPUT && error.contains("lists.pcx"), "{error}");
    // SAFETY: it is open, and closed once.
    unsafe { pcl_close(screener) };
}

#[cfg(feature = "arrow")]
#[test]
fn a_stream_of_payments_gives_a_stream_of_decisions_that_outlives_its_screener() {
    use std::sync::Arc;

    use portcullis::arrow::arrow_array::{
        Array, ArrayRef, RecordBatch, RecordBatchIterator, StringArray,
        cast::AsArray,
        ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
    };

    let stream = |column: &str, values: Vec<&str>| {
        let ids: ArrayRef = Arc::new(StringArray::from(vec!["P1", "P2"]));
        let others: ArrayRef = Arc::new(StringArray::from(values));
        let batch = RecordBatch::try_from_iter([("payment_id", ids), (column, others)]).unwrap();
        let schema = batch.schema();
        FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
    };
    let folder = tempfile::tempdir().unwrap();
    compile(folder.path());
    let screener = opened(folder.path());
    let call = |input: &mut FFI_ArrowArrayStream, output: &mut FFI_ArrowArrayStream| {
        // SAFETY: the screener is open, the streams are values of this function.
        unsafe { pcl_screen_arrow(screener, (&raw mut *input).cast(), (&raw mut *output).cast()) }
    };
    let mut output = FFI_ArrowArrayStream::empty();
    // A column that holds values and is not used is a danger.
    let code = call(&mut stream("creditor_nm", vec!["A", "B"]), &mut output);
    assert!(
        code == PCL_ERROR_INPUT && last_error().contains("creditor_nm"),
        "{}",
        last_error()
    );
    let code = call(&mut FFI_ArrowArrayStream::empty(), &mut output);
    assert!(
        code == PCL_ERROR_INPUT && last_error().contains("stream"),
        "{}",
        last_error()
    );

    let mut input = stream("creditor_name", vec!["Maria Schmidt", "Zebulon Acme Trading"]);
    assert_eq!(call(&mut input, &mut output), PCL_OK);
    // SAFETY: it is open, and closed once.
    unsafe { pcl_close(screener) };
    let decisions = RecordBatchStreamReader::try_new(output).unwrap();
    let decided: Vec<RecordBatch> = decisions.map(Result::unwrap).collect();
    let outcomes = decided[0].column_by_name("outcome").unwrap().as_string::<i32>();
    assert_eq!(
        (outcomes.len(), outcomes.value(0), outcomes.value(1)),
        (2, "clear", "review")
    );
}

#[cfg(not(feature = "arrow"))]
#[test]
fn arrow_is_refused_by_a_library_that_has_none() {
    let folder = tempfile::tempdir().unwrap();
    compile(folder.path());
    let screener = opened(folder.path());
    let mut streams = [const {
        crate::ArrowArrayStream {
            _members: [ptr::null_mut(); 5],
        }
    }; 2];
    let [input, output] = &mut streams;
    // SAFETY: the screener is open and closed once, the streams are values of this function.
    unsafe {
        assert_eq!(
            pcl_screen_arrow(screener, input, output),
            crate::PCL_ERROR_UNSUPPORTED
        );
        pcl_close(screener);
    }
    assert!(last_error().contains("without Arrow"));
}

#[test]
fn a_panic_is_an_error_and_the_error_is_the_thread_s_own() {
    let code = call::checked(|| panic!("seven"));
    assert_eq!(
        (code, last_error().as_str()),
        (PCL_ERROR_INTERNAL, "Portcullis panicked: seven")
    );
    let elsewhere = std::thread::spawn(last_error).join().unwrap();
    assert_eq!(elsewhere, "");
}

#[test]
fn the_version_is_the_package_s() {
    // SAFETY: it is a constant.
    let version = unsafe { CStr::from_ptr(pcl_version()) };
    assert_eq!(version.to_str(), Ok(env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_header_is_what_the_library_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).unwrap();
    let made = cbindgen::Builder::new()
        .with_src(folder.join("src/lib.rs"))
        .with_config(config)
        .generate()
        .unwrap();
    let mut text = Vec::new();
    made.write(&mut text);
    let (path, text) = (
        folder.join("include/portcullis.h"),
        String::from_utf8(text).unwrap(),
    );
    if std::env::var_os("PORTCULLIS_WRITE_HEADER").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|there| there == text),
        "{} is not what src/lib.rs says; PORTCULLIS_WRITE_HEADER=1 writes it anew",
        path.display()
    );
}
