(* JSON as far as the line protocol needs it: read a line, write a line. *)

type t =
  | Null
  | Bool of bool
  | Number of string
  | String of string
  | List of t list
  | Object of (string * t) list

exception Malformed of string

let parse text =
  let length = String.length text and position = ref 0 in
  let fail what = raise (Malformed (Printf.sprintf "%s at byte %d" what !position)) in
  let peek () = if !position < length then text.[!position] else '\000' in
  let advance () = incr position in
  let rec skip () = match peek () with ' ' | '\t' | '\r' | '\n' -> advance (); skip () | _ -> () in
  let expect c = if peek () = c then advance () else fail (Printf.sprintf "expected %c" c) in
  let word w value =
    let size = String.length w in
    if !position + size <= length && String.sub text !position size = w then (position := !position + size; value)
    else fail ("expected " ^ w) in
  let hexadecimal () =
    if !position + 4 > length then fail "unfinished escape";
    match int_of_string_opt ("0x" ^ String.sub text !position 4) with
    | Some code -> position := !position + 4; code
    | None -> fail "wrong escape" in
  let string () =
    expect '"';
    let buffer = Buffer.create 16 in
    let rec go () =
      if !position >= length then fail "unfinished string";
      let c = peek () in
      advance ();
      match c with
      | '"' -> Buffer.contents buffer
      | '\\' ->
        let e = peek () in
        advance ();
        (match e with
         | 'n' -> Buffer.add_char buffer '\n'
         | 't' -> Buffer.add_char buffer '\t'
         | 'r' -> Buffer.add_char buffer '\r'
         | 'b' -> Buffer.add_char buffer '\b'
         | 'f' -> Buffer.add_char buffer '\012'
         | 'u' ->
           let code = hexadecimal () in
           Buffer.add_utf_8_uchar buffer (if Uchar.is_valid code then Uchar.of_int code else Uchar.rep)
         | '"' | '\\' | '/' -> Buffer.add_char buffer e
         | _ -> fail "wrong escape");
        go ()
      | _ -> Buffer.add_char buffer c; go () in
    go () in
  (* The members up to a closing bracket. *)
  let rec members close item =
    skip ();
    if peek () = close then (advance (); [])
    else
      let first = item () in
      skip ();
      if peek () = ',' then (
        advance ();
        skip ();
        if peek () = close then fail "a comma too many";
        first :: members close item)
      else (expect close; [first]) in
  let rec value () =
    skip ();
    match peek () with
    | '{' ->
      advance ();
      Object (members '}' (fun () -> skip (); let name = string () in skip (); expect ':'; (name, value ())))
    | '[' -> advance (); List (members ']' value)
    | '"' -> String (string ())
    | 't' -> word "true" (Bool true)
    | 'f' -> word "false" (Bool false)
    | 'n' -> word "null" Null
    | '-' | '0' .. '9' ->
      let start = !position in
      while (match peek () with '-' | '+' | '.' | 'e' | 'E' | '0' .. '9' -> true | _ -> false) do advance () done;
      Number (String.sub text start (!position - start))
    | _ -> fail "unexpected character" in
  let result = value () in
  skip ();
  if !position <> length then fail "more than one value";
  result

let escaped text =
  let buffer = Buffer.create (String.length text + 2) in
  String.iter
    (fun c ->
      match c with
      | '"' | '\\' -> Buffer.add_char buffer '\\'; Buffer.add_char buffer c
      | c when c < ' ' -> Buffer.add_string buffer (Printf.sprintf "\\u%04x" (Char.code c))
      | c -> Buffer.add_char buffer c)
    text;
  "\"" ^ Buffer.contents buffer ^ "\""

let rec to_string = function
  | Null -> "null"
  | Bool b -> if b then "true" else "false"
  | Number n -> n
  | String s -> escaped s
  | List items -> "[" ^ String.concat "," (List.map to_string items) ^ "]"
  | Object members ->
    "{" ^ String.concat "," (List.map (fun (name, value) -> escaped name ^ ":" ^ to_string value) members) ^ "}"

let member name = function
  | Object members ->
    (match List.assoc_opt name members with
     | Some value -> value
     | None -> raise (Malformed ("no member " ^ name)))
  | _ -> raise (Malformed ("no object with a member " ^ name))

let optional name = function Object members -> List.assoc_opt name members | _ -> None

let text = function String s -> s | other -> raise (Malformed ("not a string: " ^ to_string other))

let nullable = function Null -> None | other -> Some (text other)

let truth = function Bool b -> b | other -> raise (Malformed ("not a boolean: " ^ to_string other))

let number s = try Z.of_string s with Invalid_argument _ -> raise (Malformed ("not an integer: " ^ s))

(* An integer, as a decimal string or as a number. *)
let integer = function
  | String s | Number s -> number s
  | other -> raise (Malformed ("not an integer: " ^ to_string other))

let of_integer n = String (Z.to_string n)
let of_count n = of_integer (Z.of_int n)
