(* The extracted definitions behind the line protocol of Vectors/PROTOCOL.md: a question a line, an answer a line. *)

open Contracts

let block question =
  let block = Json.member "block" question in
  { block_number = Json.integer (Json.member "number" block);
    timestamp = Json.integer (Json.member "timestamp" block) }

(* The pools by name, while a case lasts. *)
let pools : (string * pool) list ref = ref []

let state () = List.concat_map (fun (name, pool) -> Pools.state name pool) !pools

let pool name =
  match List.assoc_opt name !pools with Some pool -> pool | None -> raise (Json.Malformed ("no pool " ^ name))

let replace name pool = pools := List.map (fun (n, p) -> (n, if n = name then pool else p)) !pools

let set_up question =
  let setup = Json.member "setup" question in
  let names = match Json.member "amms" setup with Json.Object amms -> List.map fst amms | _ -> [] in
  let now = block setup in
  pools := List.map (fun name -> (name, Pools.create setup now name)) names;
  Json.Object ["state", Json.Object (state ())]

let call question now =
  let args = Json.member "args" question and name = Json.text (Json.member "call" question) in
  match String.split_on_char '.' (Json.text (Json.member "target" question)) with
  | ["amm"; amm] ->
    let (after, returned, events) =
      Pools.call (pool amm) (Json.text (Json.member "caller" question)) now name args in
    replace amm after;
    (returned, List.map (Pools.event amm) events)
  | ["priceFeed"] when name = "setLatestData" ->
    let amm = Json.text (Json.member "amm" args) in
    let before = pool amm in
    let field name = Json.integer (Json.member name args) in
    let feed = Numbers.get (set_latest_data before.feed (field "price") (field "timestamp")) in
    replace amm { before with feed };
    (None, [])
  | _ -> raise (Json.Malformed ("no target with a call " ^ name))

let view now name =
  let value () = match String.split_on_char '.' name with
    | "amm" :: amm :: parts -> Pools.view (pool amm) now parts
    | _ -> raise (Json.Malformed ("no view " ^ name)) in
  (name, try value () with Numbers.Failed failure -> failure)

let step question =
  let now = block question and before = state () in
  let outcome =
    try
      let (returned, events) = call question now in
      let changed = List.filter (fun (key, value) -> List.assoc_opt key before <> Some value) (state ()) in
      ("events", Json.List events) :: ("state", Json.Object changed)
      :: (match returned with Some value -> ["returns", value] | None -> [])
    with Numbers.Failed (Json.Object failure) -> failure in
  let views = match Json.member "views" question with
    | Json.List names -> List.map (fun name -> view now (Json.text name)) names
    | _ -> [] in
  Json.Object (outcome @ ["views", Json.Object views])

let result value = Json.Object ["result", Json.of_integer value]

let answer question =
  match Json.text (Json.member "do" question) with
  | "hello" ->
    let kinds = List.map (fun kind -> Json.String kind) ["math"; "quote"; "amm"] in
    Json.Object
      ["protocol", Json.String "vamm-check/1"; "name", Json.String "the definitions in Coq, extracted";
       "kinds", Json.List kinds]
  | "math" -> result (Numbers.math question)
  | "quote" -> result (Numbers.quote question)
  | "setup" -> set_up question
  | "step" -> step question
  | "reset" -> pools := []; Json.Object ["ok", Json.Bool true]
  | other -> raise (Json.Malformed ("no question " ^ other))

let () =
  try
    while true do
      let line = input_line stdin in
      let reply =
        try answer (Json.parse line) with
        | Numbers.Failed failure -> failure
        | Json.Malformed why -> Json.Object ["error", Json.String why] in
      print_endline (Json.to_string reply)
    done
  with End_of_file -> ()
