(** P9 and O3 from prefix sums: what the sums hold, and an average from them. The walk of Spec.Averages is the rule. *)

From VAMM Require Export Forms.Division Spec.Averages.

(** One sum for each entry, the latest first: Σ price · seconds from an earlier entry up to this one, and how many
    entries that is, this one included. From that entry on nothing reverts. *)
Definition sum := (Z * nat)%type.

(** Goes on to an entry of a time; where the walk could revert the sums begin anew. *)
Definition append (previous : entry) (s : sum) (t : Z) : sum :=
  match
    (let! weight := usub t (time previous) in
     let! p := value previous in
     let! product := umul p weight in
     uadd (fst s) product)
  with
  | Value total => (total, S (snd s))
  | _ => (0, 1%nat)
  end.

Fixpoint sums_of (history : list entry) : list sum :=
  match history with
  | [] => []
  | e :: earlier =>
      match sums_of earlier with
      | s :: sums => append (hd e earlier) s (time e) :: s :: sums
      | [] => [(0, 1%nat)]
      end
  end.

(** How many entries are later than a time, from the latest on. *)
Fixpoint later_than (t : Z) (entries : list entry) : nat :=
  match entries with
  | e :: earlier => if t <? time e then S (later_than t earlier) else O
  | [] => O
  end.

Definition value_of {A} (o : outcome A) : option A := match o with Value a => Some a | _ => None end.

(** The average, or nothing where only the walk can tell; v is the value of the latest entry. *)
Definition from_sums (latest : entry) (earlier : list entry) (sums : list sum) (v start interval now : Z) : option Z :=
  let (total, run) := hd (0, 1%nat) sums in
  let entries := firstn (pred run) earlier in
  let k := later_than start entries in
  value_of (
    let! period := usub now (time latest) in
    let! open := umul v period in
    match nth_error entries k with
    | Some at_start =>
        let! p := value at_start in
        let! weight := usub (time (nth k (latest :: earlier) latest)) start in
        let! part := umul p weight in
        let! whole := usub total (fst (nth k sums (0, 1%nat))) in
        let! most := uadd whole open in
        let! all := uadd most part in
        udiv all interval
    | None =>
        let! covered := usub now (time (last earlier latest)) in
        if Nat.eqb (pred run) (List.length earlier) && negb (covered =? 0)
        then let! all := uadd total open in udiv all covered
        else Invalid
    end).

(** P9 with the sums in place of the walk, where they can tell. *)
Definition average_from_sums (history : list entry) (interval now : Z) : outcome Z :=
  match history with
  | [] => Value 0
  | latest :: earlier =>
      let! v := value latest in
      if interval =? 0 then Value v else
      let! start := usub now interval in
      if match earlier with [] => true | _ => time latest <=? start end then Value v else
      match from_sums latest earlier (sums_of history) v start interval now with
      | Some average => Value average
      | None => walk_from v (time latest) earlier start interval now
      end
  end.

(** O3 with the sums. *)
Definition oracle_average_from_sums (feed : list entry) (interval now : Z) : outcome Z :=
  check! negb (interval =? 0) else "interval can't be 0" in
  let! start := usub now interval in
  match feed with
  | [] => Value 0
  | last :: earlier =>
      let! v := value last in
      if match earlier with [] => true | _ => time last <? start end then Value v else
      match from_sums last earlier (sums_of feed) v start interval now with
      | Some average => Value average
      | None => walk_from v (time last) earlier start interval now
      end
  end.

(** * What the sums hold *)

(** The price of an entry that has one. *)
Definition price (e : entry) : Z := match value e with Value p => p | _ => 0 end.

(** Σ price · seconds of the entries behind the first, each up to the next. *)
Fixpoint weighted (entries : list entry) : Z :=
  match entries with
  | e :: ((previous :: _) as earlier) => price previous * (time e - time previous) + weighted earlier
  | _ => 0
  end.

(** Behind the first, every price is a number, and no time runs back. *)
Fixpoint orderly (entries : list entry) : Prop :=
  match entries with
  | e :: ((previous :: _) as earlier) =>
      value previous = Value (price previous) /\ time previous <= time e /\ orderly earlier
  | _ => True
  end.

(** Prices are unsigned, times are of 64 bits. *)
Definition sound (e : entry) : Prop := (forall p, value e = Value p -> is_unsigned p) /\ 0 <= time e < 2 ^ 64.

Lemma price_nonnegative : forall e, sound e -> 0 <= price e.
Proof.
  intros e [H _]. unfold price. destruct (value e) eqn:E; try lia. destruct (H a eq_refl). lia.
Qed.

Lemma unsigned_or_inversion : forall text x y, unsigned_or text x = Value y -> y = x /\ 0 <= x < 2 ^ 256.
Proof.
  intros text x y H. unfold unsigned_or in H. destruct ((0 <=? x) && (x <? 2 ^ 256)) eqn:E; [|discriminate].
  injection H. lia.
Qed.

Lemma append_goes_on : forall previous s t total run,
  append previous s t = (total, S (S run)) ->
  value previous = Value (price previous) /\ time previous <= t /\
  total = fst s + price previous * (t - time previous) /\ total < 2 ^ 256 /\ S run = snd s.
Proof.
  intros previous s t total run H. unfold append in H.
  destruct (bind (usub t (time previous)) _) eqn:E; try (injection H as _ H; discriminate).
  injection H as <- <-. unfold usub, umul, uadd in E.
  apply bind_value in E as [w [Hw E]]. apply unsigned_or_inversion in Hw as [-> Hw].
  apply bind_value in E as [p [Hp E]].
  apply bind_value in E as [m [Hm E]]. apply unsigned_or_inversion in Hm as [-> Hm].
  apply unsigned_or_inversion in E as [-> E]. unfold price. rewrite Hp. intuition lia.
Qed.

Lemma append_counts_itself : forall previous s t, (1 <= snd (append previous s t))%nat.
Proof. intros. unfold append. destruct (bind _ _); simpl; lia. Qed.

Lemma sums_of_cons : forall e previous rest,
  exists s sums, sums_of (previous :: rest) = s :: sums /\
    sums_of (e :: previous :: rest) = append previous s (time e) :: s :: sums.
Proof.
  intros e previous rest. destruct (sums_of (previous :: rest)) as [|s sums] eqn:E.
  - simpl in E. destruct (sums_of rest); discriminate.
  - exists s, sums. split; [reflexivity|].
    change (sums_of (e :: previous :: rest)) with
      (match sums_of (previous :: rest) with
       | s :: sums => append previous s (time e) :: s :: sums
       | [] => [(0, 1%nat)]
       end).
    rewrite E. reflexivity.
Qed.

(** The sum of the latest entry is that of its run, which is orderly. *)
Lemma sums_hold : forall history total run sums,
  Forall sound history -> sums_of history = (total, run) :: sums ->
  (1 <= run <= List.length history)%nat /\ orderly (firstn run history) /\ total = weighted (firstn run history) /\
  total < 2 ^ 256.
Proof.
  induction history as [|e earlier IH]; intros total run sums Hsound H; [discriminate|].
  destruct earlier as [|previous rest].
  - injection H as <- <- _. simpl. lia.
  - destruct (sums_of_cons e previous rest) as [s [others [Hs Hgo]]]. rewrite Hgo in H. injection H as H Hrest.
    pose proof (append_counts_itself previous s (time e)) as Hcount. rewrite H in Hcount. simpl in Hcount.
    destruct run as [|[|run]]; [lia | |].
    + unfold append in H. simpl. repeat split; try lia.
      all: destruct (bind (usub (time e) (time previous)) _) eqn:E; injection H; try lia.
      all: destruct s as [t' r']; inversion Hsound; subst; destruct (IH t' r' others ltac:(assumption) Hs); simpl; lia.
    + apply append_goes_on in H as [Hv [Ht [-> [Hmost Hrun]]]]. destruct s as [t' r']. simpl in Hrun. subst r'.
      inversion Hsound; subst. destruct (IH t' (S run) others ltac:(assumption) Hs) as [Hlen [Horder [-> _]]].
      simpl in Hmost |- *. simpl in Hlen, Horder. repeat split; auto; lia.
Qed.

(** Within the run, each sum is that of the rest of the run. *)
Lemma sums_within : forall k history total run sums,
  Forall sound history -> sums_of history = (total, run) :: sums -> (k < run)%nat ->
  fst (nth k (sums_of history) (0, 1%nat)) = weighted (firstn (run - k) (skipn k history)).
Proof.
  induction k as [|k IH]; intros history total run sums Hsound H Hk.
  - rewrite H. replace (run - 0)%nat with run by lia. apply (sums_hold _ _ _ _ Hsound H).
  - destruct history as [|e [|previous rest]]; [discriminate | injection H as _ <- _; lia |].
    destruct (sums_of_cons e previous rest) as [[t' r'] [others [Hs Hgo]]]. rewrite Hgo in H |- *.
    injection H as H Hrest. destruct run as [|[|run]]; [lia | lia |].
    apply append_goes_on in H as [_ [_ [_ [_ Hrun]]]]. simpl in Hrun. subst r'. inversion Hsound; subst.
    pose proof (IH (previous :: rest) t' (S run) others ltac:(assumption) Hs ltac:(lia)) as Hin. rewrite Hs in Hin.
    exact Hin.
Qed.
