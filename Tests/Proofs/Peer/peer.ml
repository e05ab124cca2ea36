(* The extracted definitions behind the line protocol of Vectors/PROTOCOL.md: a question a line, an answer a line. *)

open Contracts

let block question =
  let block = Json.member "block" question in
  { block_number = Json.integer (Json.member "number" block);
    timestamp = Json.integer (Json.member "timestamp" block) }

(* The house on each pool, by the pool's name, while a case lasts. *)
let houses : (string * house) list ref = ref []

(* Whether the case shows the house too, or the pools alone. *)
let is_market = ref false

let state () =
  let pools = List.concat_map (fun (name, house) -> Pools.state name house.amm) !houses in
  match !houses with
  | (_, first) :: _ when !is_market ->
    pools @ List.concat_map (fun (name, house) -> Houses.market_state name house) !houses @ Houses.shared_state first
  | _ -> pools

let house name =
  match List.assoc_opt name !houses with Some house -> house | None -> raise (Json.Malformed ("no pool " ^ name))

(* The events of a call are answered and forgotten. *)
let replace name after =
  let after = { after with events = [] } in
  houses := List.map (fun (n, other) -> (n, if n = name then after else Houses.sharing after other)) !houses

let set_up question =
  let setup = Json.member "setup" question in
  let names = match Json.member "amms" setup with Json.Object amms -> List.map fst amms | _ -> [] in
  let now = block setup in
  is_market := Json.text (Json.member "kind" question) = "market";
  houses := List.map (fun name -> (name, Houses.create setup now name)) names;
  Json.Object ["state", Json.Object (state ())]

(* The pool that a call of the house is about; those about none take the first. *)
let pool_of args = match Json.optional "amm" args with
  | Some name -> Json.text name
  | None -> (match !houses with (name, _) :: _ -> name | [] -> raise (Json.Malformed "no pools"))

let call question now =
  let args = Json.member "args" question and name = Json.text (Json.member "call" question) in
  let sender = Json.text (Json.member "caller" question) in
  match String.split_on_char '.' (Json.text (Json.member "target" question)) with
  | ["amm"; amm] ->
    let before = house amm in
    let (after, returned, events) = Pools.call before.amm sender now name args in
    replace amm { before with amm = after };
    (* What a pool returns is recorded where the pools stand alone. *)
    ((if !is_market then None else returned), List.map (Pools.event amm) events)
  | ["clearingHouse"] ->
    let amm = pool_of args in
    let (after, returned) = Houses.call (house amm) sender now name args in
    replace amm after;
    (returned, Houses.logged amm after)
  | ["insuranceFund"] | ["quoteToken"] as target ->
    let amm = pool_of args in
    let called = if target = ["quoteToken"] then Houses.token_call else Houses.fund_call in
    let after = called (house amm) sender name args in
    replace amm after;
    (None, Houses.logged amm after)
  | ["priceFeed"] when name = "setLatestData" ->
    let amm = pool_of args in
    let before = house amm in
    let field name = Json.integer (Json.member name args) in
    let feed = Numbers.get (set_latest_data before.amm.feed (sender = founder) (field "price") (field "timestamp")) in
    replace amm { before with amm = { before.amm with feed } };
    (None, [])
  | _ -> raise (Json.Malformed ("no target with a call " ^ name))

let view now name =
  let value () = match String.split_on_char '.' name with
    | "amm" :: amm :: parts -> Pools.view (house amm).amm now parts
    | ["position"; amm; trader; what] -> Houses.view (house amm) now trader what
    | _ -> raise (Json.Malformed ("no view " ^ name)) in
  (name, try value () with Numbers.Failed failure -> failure)

let step question =
  let now = block question and before = state () in
  let outcome =
    try
      let (returned, events) = call question now in
      let old = Hashtbl.of_seq (List.to_seq before) in
      let changed = List.filter (fun (key, value) -> Hashtbl.find_opt old key <> Some value) (state ()) in
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
    let kinds = List.map (fun kind -> Json.String kind) ["math"; "quote"; "amm"; "market"] in
    Json.Object
      ["protocol", Json.String "vamm-check/1"; "name", Json.String "the definitions in Coq, extracted";
       "kinds", Json.List kinds]
  | "math" -> result (Numbers.math question)
  | "quote" -> result (Numbers.quote question)
  | "setup" -> set_up question
  | "step" -> step question
  | "reset" -> houses := []; Json.Object ["ok", Json.Bool true]
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
