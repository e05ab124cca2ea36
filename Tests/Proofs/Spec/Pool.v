(** The state of a pool, its price and its price band. *)

From VAMM Require Export Spec.Ownership.

Inductive revision : Set := v1 | v2.
Definition is_v1 (r : revision) : bool := match r with v1 => true | v2 => false end.

(** The block that a call runs in. *)
Record block := Block { block_number : Z; timestamp : Z }.

Record snapshot := Snapshot { snapshot_quote : Z; snapshot_base : Z; snapshot_time : Z; snapshot_block : Z }.

(** The curve after a change of K: cumulative notional, reserves, total position size. *)
Record curve := Curve { curve_notional : Z; curve_quote : Z; curve_base : Z; curve_size : Z }.

Record pool := Pool {
  version : revision;
  quote : Z;
  base : Z;
  trade_limit_ratio : Z;
  fluctuation_ratio : Z;
  toll_ratio : Z;
  spread_ratio : Z;
  funding_period : Z;
  funding_buffer : Z;
  twap_interval : Z;
  next_funding_time : Z;
  funding_rate : Z;
  total_size : Z;
  cumulative_notional : Z;
  base_delta : Z;
  max_holding : Z;
  interest_cap : Z;
  settlement_price : Z;
  is_open : bool;
  pool_owner : ownership;
  counter_party : option account;
  global_shutdown : option account;
  price_feed : account;       (* who is asked for the index *)
  feed : list entry;          (* of the account [oracle_contract] *)
  snapshots : list snapshot;  (* the latest first *)
  curves : list curve         (* the latest first *)
}.
#[export] Instance settable_pool : Settable pool := settable! Pool
  <version; quote; base; trade_limit_ratio; fluctuation_ratio; toll_ratio; spread_ratio; funding_period;
   funding_buffer; twap_interval; next_funding_time; funding_rate; total_size; cumulative_notional; base_delta;
   max_holding; interest_cap; settlement_price; is_open; pool_owner; counter_party; global_shutdown;
   price_feed; feed; snapshots; curves>.

(** The only account that has an oracle's code. *)
Definition oracle_contract : account := "priceFeed"%string.

(* SPEC P1 *)
Definition create_pool
    (version : revision) (quote base trade_limit fluctuation toll spread period : Z) (owner counter_party : account)
    (now : block) : outcome pool :=
  check! negb ((quote =? 0) || (base =? 0) || (trade_limit =? 0) || (period =? 0)) else "invalid input" in
  Value (Pool version quote base trade_limit fluctuation toll spread period (period / 2) 3600 0 0 0 0 0 0 0 0 false
           (Ownership (Some owner) None) (Some counter_party) None oracle_contract []
           [Snapshot quote base (timestamp now) (block_number now)] [Curve 0 quote base 0]).
Definition spot_price (p : pool) : outcome Z := ddiv (quote p) (base p).

Definition price_of (s : snapshot) : outcome Z := ddiv (snapshot_quote s) (snapshot_base s).

(** The snapshots as a history of what some function says about each (SPEC P9). *)
Definition history_of (f : snapshot -> outcome Z) (snapshots : list snapshot) : list entry :=
  map (fun s => Entry (f s) (snapshot_time s)) snapshots.

(* SPEC P9 *)
Definition reserve_twap (p : pool) (interval : Z) (now : block) : outcome Z :=
  average (history_of price_of (snapshots p)) interval (timestamp now).
Definition input_twap (p : pool) (d : direction) (a : Z) (now : block) : outcome Z :=
  average (history_of (fun s => input_price d a (snapshot_quote s) (snapshot_base s)) (snapshots p)) 900
    (timestamp now).
Definition output_twap (p : pool) (d : direction) (a : Z) (now : block) : outcome Z :=
  average (history_of (fun s => output_price d a (snapshot_quote s) (snapshot_base s)) (snapshots p)) 900
    (timestamp now).

(** Lowest and highest price that are allowed. *)
Record band := Band { lower : Z; upper : Z }.
Definition in_band (b : band) (x : Z) : bool := (lower b <=? x) && (x <=? upper b).

Definition band_around (s : snapshot) (ratio : Z) : outcome band :=
  let! p := price_of s in
  let! above := uadd ONE ratio in
  let! upper := dmul p above in
  let! below := usub ONE ratio in
  let! lower := dmul p below in
  Value (Band lower upper).

(** A pool always has a snapshot (SPEC P1); the one that stands for none is never read. *)
Definition latest_snapshot (p : pool) : snapshot := hd (Snapshot 0 0 0 0) (snapshots p).

(* SPEC P6 *)
Definition reference (p : pool) (now : block) : snapshot :=
  match snapshots p with
  | latest :: before :: _ => if snapshot_block latest =? block_number now then before else latest
  | _ => latest_snapshot p
  end.
Definition band_of (p : pool) (ratio : Z) (now : block) : outcome band := band_around (reference p now) ratio.
