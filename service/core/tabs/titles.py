"""Titles of our tabs, in the order in which they stand."""

from __future__ import annotations

WEEKLY = "THEO DÕI TUẦN"
QUESTIONS = "CẦN XỬ LÝ"
HISTORY = "LỊCH SỬ"
MONTHLY = "TỔNG HỢP THÁNG"
SUBMISSIONS = "KẾ HOẠCH ĐÃ NHẬN"
COMMENDATION = "KHEN THƯỞNG"
WEEKS = "LỊCH TUẦN"
JOURNAL = "NHẬT KÝ"

OUTPUT_TITLES = (WEEKLY, QUESTIONS, HISTORY, MONTHLY, SUBMISSIONS, COMMENDATION, WEEKS, JOURNAL)
