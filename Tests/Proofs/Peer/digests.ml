(* The proved word arithmetic on pseudo-random inputs, as one digest for each function. The Swift code computes the same
   digests on the same inputs (Tests/VirtualAMMTests/ProvedWordsTests.swift); Tests/Proofs/digests.txt has them. *)

open Words

let state = ref 0L

(* SplitMix64. *)
let next () =
  state := Int64.add !state 0x9e3779b97f4a7c15L;
  let mix z shift factor = Int64.mul (Int64.logxor z (Int64.shift_right_logical z shift)) factor in
  let z = mix (mix !state 30 0xbf58476d1ce4e5b9L) 27 0x94d049bb133111ebL in
  Int64.logxor z (Int64.shift_right_logical z 31)

let digest = ref 0L

let feed w = digest := Int64.mul (Int64.logxor !digest w) 0x100000001b3L

let two64 = Big_int_Z.power_int_positive_int 2 64
let of_word w = ZArithWord.of_int64 w
let feed_limb z = feed (ZArithWord.to_int64 z)
let feed_limbs z =
  let (upper, lower) = Big_int_Z.quomod_big_int z two64 in
  feed_limb lower;
  feed_limb upper

let bits w from count = Int64.to_int (Int64.logand (Int64.shift_right_logical w from) (Int64.of_int (count - 1)))

(* A word of any length, at times beside the largest one. *)
let shape w choice from =
  let shifted = Int64.shift_right_logical w (bits choice from 64) in
  match bits choice (from + 6) 4 with
  | 0 -> shifted
  | 1 -> Int64.lognot shifted
  | 2 -> Int64.shift_left w (bits choice from 64)
  | _ -> w

let pair upper lower = Big_int_Z.(add_big_int (mult_big_int (of_word upper) two64) (of_word lower))

let below limit z = if Big_int_Z.ge_big_int z limit then Big_int_Z.sub_big_int z limit else z

let one_limb () =
  let choice = next () in
  let d = of_word (Int64.logor (shape (next ()) choice 0) Int64.min_int) in
  let upper = below d (of_word (shape (next ()) choice 8)) in
  let u = Big_int_Z.(add_big_int (mult_big_int upper two64) (of_word (shape (next ()) choice 16))) in
  let v = reciprocal64 d in
  let (quotient, remainder) = divide64 d v u in
  List.iter feed_limb [v; quotient; remainder]

let two_limbs () =
  let choice = next () in
  let upper = Int64.logor (shape (next ()) choice 0) Int64.min_int in
  let d = pair upper (shape (next ()) choice 8) in
  let upper = shape (next ()) choice 16 in
  let u = below d (pair upper (shape (next ()) choice 24)) in
  let v = reciprocal128 d in
  let (quotient, remainder) = divide128 d v u (of_word (shape (next ()) choice 32)) in
  List.iter feed_limb [v; quotient];
  feed_limbs remainder

let with_a_tail () =
  let choice = next () in
  let upper = Int64.logor (shape (next ()) choice 0) Int64.min_int in
  let d = pair upper (shape (next ()) choice 8) in
  let upper = shape (next ()) choice 16 in
  let u = below d (pair upper (shape (next ()) choice 24)) in
  let following = of_word (shape (next ()) choice 32) in
  let last = of_word (shape (next ()) choice 40) in
  let tail = of_word (shape (next ()) choice 48) in
  let ((quotient, upper), rest) = divide_with_tail d (reciprocal128 d) u following last tail in
  feed_limb quotient;
  feed_limbs upper;
  feed_limb rest

let number choice from =
  let upper = next () in
  let z = pair upper (next ()) in
  Big_int_Z.shift_right_big_int z (bits choice from 128)

let short_trade () =
  let choice = next () in
  let d = if bits choice 0 2 = 0 then Add else Remove in
  let x = number choice 1 in
  let y = number choice 8 in
  let a = number choice 15 in
  (d, a, x, y)

let distance () =
  let (d, a, x, y) = short_trade () in
  match narrow_distance d a x y with
  | None -> feed 1L
  | Some v -> feed 2L; feed_limbs (Big_int_Z.mod_big_int v (Big_int_Z.mult_big_int two64 two64))

let two128 = Big_int_Z.mult_big_int two64 two64
let feed_number z =
  let (upper, lower) = Big_int_Z.quomod_big_int z two128 in
  feed_limbs lower;
  feed_limbs upper

let outcome = function
  | Value v -> feed 2L; feed_number v
  | Revert text -> feed 3L; String.iter (fun c -> feed (Int64.of_int (Char.code c))) text
  | Invalid -> feed 4L

(* A number of any length up to 256 bits. *)
let wide choice from =
  let first = next () in
  let upper = pair first (next ()) in
  let first = next () in
  let lower = pair first (next ()) in
  Big_int_Z.(shift_right_big_int (add_big_int (mult_big_int upper two128) lower) (bits choice from 256))

(* A trade of any size; at times all of the reserve. *)
let trade () =
  let choice = next () in
  let d = if bits choice 0 2 = 0 then Add else Remove in
  let x = wide choice 1 in
  let y = wide choice 9 in
  let a = wide choice 17 in
  (d, (if bits choice 25 64 = 0 then x else a), x, y)

let rule () =
  let (d, a, x, y) = trade () in
  outcome (input_price d a x y)

let wide_form () =
  let (d, a, x, y) = trade () in
  match wide_distance d a x y with
  | None -> feed 1L
  | Some v -> feed 2L; feed_number v

(* The vector kernel, and the rule for what it leaves. *)
let batch () =
  let (d, a, x, y) = short_trade () in
  outcome (match kernel_price d a x y with Some v -> Value v | None -> input_price d a x y)

(* A feed of up to eight prices of one length, and an interval that mostly begins within it. *)
let averages () =
  let choice = next () in
  let small z = Big_int_Z.big_int_of_int z in
  let time = ref (1000 + bits (next ()) 0 1024) in
  let feed = ref [] in
  for _ = 0 to bits choice 7 8 do
    let price = wide choice 32 in
    feed := { value = Value price; time = small !time } :: !feed;
    time := !time + 1 + bits (next ()) 0 1024
  done;
  let now = small (!time - 1 + bits (next ()) 0 512 - bits choice 10 256) in
  let interval = small (bits (next ()) 0 8192) in
  outcome (oracle_average !feed interval now);
  outcome (oracle_average_from_sums !feed interval now)

let digests =
  [ "one-limb", one_limb; "two-limbs", two_limbs; "with-a-tail", with_a_tail; "distance", distance;
    "wide-distance", wide_form; "rule", rule; "batch", batch; "averages", averages ]

(* digests COUNT [NAME...] *)
let () =
  let count = int_of_string Sys.argv.(1) in
  let names = List.tl (List.tl (Array.to_list Sys.argv)) in
  List.iter
    (fun (name, round) ->
      if names = [] || List.mem name names then begin
        state := 20240229L;
        digest := 0L;
        for _ = 1 to count do round () done;
        Printf.printf "%s %d %Lx\n%!" name count !digest
      end)
    digests
