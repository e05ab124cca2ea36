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

let number choice from =
  let upper = next () in
  let z = pair upper (next ()) in
  Big_int_Z.shift_right_big_int z (bits choice from 128)

let distance () =
  let choice = next () in
  let d = if bits choice 0 2 = 0 then Add else Remove in
  let x = number choice 1 in
  let y = number choice 8 in
  let a = number choice 15 in
  match narrow_distance d a x y with
  | None -> feed 1L
  | Some v -> feed 2L; feed_limbs (Big_int_Z.mod_big_int v (Big_int_Z.mult_big_int two64 two64))

let () =
  let count = int_of_string Sys.argv.(1) in
  List.iter
    (fun (name, round) ->
      state := 20240229L;
      digest := 0L;
      for _ = 1 to count do round () done;
      Printf.printf "%s %d %Lx\n" name count !digest)
    ["one-limb", one_limb; "two-limbs", two_limbs; "distance", distance]
