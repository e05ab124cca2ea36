(** Time-weighted averages: the walk back through a history, latest entry first. *)

From VAMM Require Export Spec.Prices.

(** One entry of a history: its value, which may revert, and its time. *)
Record entry := Entry { value : outcome Z; time : Z }.

(** The loop that P9 (steps 6 to 9) and O3 (steps 4 to 6) share, over the entries that are left. *)
Fixpoint walk (entries : list entry) (start interval sum period previous : Z) : outcome Z :=
  match entries with
  | [] => udiv sum period
  | e :: earlier =>
      let! v := value e in
      if time e <=? start then
        let! weight := usub previous start in
        let! part := umul v weight in
        let! total := uadd sum part in
        udiv total interval
      else
        let! weight := usub previous (time e) in
        let! part := umul v weight in
        let! sum := uadd sum part in
        let! period := uadd period weight in
        walk earlier start interval sum period (time e)
  end.

(** The loop's start at the latest entry, whose value is [v]. *)
Definition walk_from (v latest : Z) (earlier : list entry) (start interval now : Z) : outcome Z :=
  let! period := usub now latest in
  let! sum := umul v period in
  walk earlier start interval sum period latest.

(* SPEC P9 *)
Definition average (history : list entry) (interval now : Z) : outcome Z :=
  match history with
  | [] => Value 0
  | latest :: earlier =>
      let! v := value latest in
      if interval =? 0 then Value v else
      let! start := usub now interval in
      if match earlier with [] => true | _ => time latest <=? start end then Value v else
      walk_from v (time latest) earlier start interval now
  end.

(* SPEC O2 *)
Definition oracle_price (feed : list entry) : outcome Z :=
  match feed with [] => Value 0 | last :: _ => value last end.

(* SPEC O3 *)
Definition oracle_average (feed : list entry) (interval now : Z) : outcome Z :=
  check! negb (interval =? 0) else "interval can't be 0" in
  let! start := usub now interval in
  match feed with
  | [] => Value 0
  | last :: earlier =>
      let! v := value last in
      if match earlier with [] => true | _ => time last <? start end then Value v else
      walk_from v (time last) earlier start interval now
  end.

(* SPEC O1 *)
Definition set_latest_data (feed : list entry) (is_bridge : bool) (price timestamp : Z) : outcome (list entry) :=
  check! is_bridge else "!ambBridge" in
  check! match feed with [] => true | last :: _ => time last <? timestamp end else "incorrect timestamp" in
  Value (Entry (Value price) timestamp :: feed).
