import type { Language, OrderTemplate } from '../domain/order-message.js';

/** What the sentences of a message are about; every text is one line of plain text. */
export interface PhraseSubject {
  orderNo: string;
  show: string;
  /** The sum that goes back, as people read it. */
  moneyBack: string;
}

/** The words of one message: a subject, what the buyer must know first, and what comes of it. */
export interface MessageWords {
  subject: string;
  lead: string;
  /** Empty when the lead says all. */
  more: string;
}

/** All words of one language. */
export interface Phrases {
  /** BCP 47, for the page and for dates and sums. */
  locale: string;
  dateLocale: string;
  greeting(name: string): string;
  words: Readonly<Record<OrderTemplate, (about: PhraseSubject) => MessageWords>>;
  total: string;
  moneyBack: string;
  code: string;
  qrAlt: string;
  atTheDoor: string;
  yourOrder: string;
  colon: string;
  /** Printed on tickets. */
  ticket: { title: string; order: string; price: string; page(at: number, of: number): string };
}

const english: Phrases = {
  locale: 'en',
  dateLocale: 'en-GB',
  greeting: (name) => `Dear ${name},`,
  words: {
    'order-confirmation': ({ show, orderNo }) => ({
      subject: `Your tickets for ${show} (order ${orderNo})`,
      lead: `your order ${orderNo} is complete.`,
      more: '',
    }),
    refund: ({ show, orderNo, moneyBack }) => ({
      subject: `Money back for ${show} (order ${orderNo})`,
      lead: `we are giving back ${moneyBack} of your order ${orderNo}.`,
      more: 'The tickets concerned are no longer valid. The money goes back the way it came; that can take some days.',
    }),
    'event-cancelled': ({ show, orderNo, moneyBack }) => ({
      subject: `Cancelled: ${show} (order ${orderNo})`,
      lead: `${show} was called off. Your order ${orderNo} is refunded: ${moneyBack}.`,
      more: 'Your tickets are no longer valid. The money goes back the way it came; that can take some days.',
    }),
    'seats-gone': ({ show, orderNo, moneyBack }) => ({
      subject: `No seats left for ${show} (order ${orderNo})`,
      lead: `your payment for order ${orderNo} came after its time to pay was over, and the seats had gone to others.`,
      more: `You have no tickets, and you pay nothing: ${moneyBack} goes back the way it came; that can take some days.`,
    }),
    'seats-changed': ({ show, orderNo }) => ({
      subject: `Your tickets for ${show}, on other seats (order ${orderNo})`,
      lead: `your payment for order ${orderNo} came after its time to pay was over. Your seats had gone to others; we found you these, at the same price.`,
      more: 'If they do not suit you, tell the box office.',
    }),
    'payment-failed': ({ show, orderNo }) => ({
      subject: `Payment failed: ${show} (order ${orderNo})`,
      lead: `your payment for order ${orderNo} could not be taken. The tickets of this order are not valid, and you pay nothing.`,
      more: '',
    }),
    'tickets-resent': ({ show, orderNo }) => ({
      subject: `Your tickets for ${show}, once more (order ${orderNo})`,
      lead: `here are the tickets of order ${orderNo} once more. They are the same as before: each lets one person in, once.`,
      more: '',
    }),
  },
  total: 'Total',
  moneyBack: 'Money back',
  code: 'Code',
  qrAlt: 'QR code',
  atTheDoor: 'Show a code at the door, on the screen or printed.',
  yourOrder: 'Your order',
  colon: ': ',
  ticket: { title: 'Ticket', order: 'Order', price: 'Price', page: (at, of) => `${at} of ${of}` },
};

const chinese: Phrases = {
  locale: 'zh-CN',
  dateLocale: 'zh-CN',
  greeting: (name) => `${name}，您好！`,
  words: {
    'order-confirmation': ({ show, orderNo }) => ({
      subject: `您的《${show}》门票（订单 ${orderNo}）`,
      lead: `您的订单 ${orderNo} 已完成。`,
      more: '',
    }),
    refund: ({ show, orderNo, moneyBack }) => ({
      subject: `《${show}》退款（订单 ${orderNo}）`,
      lead: `您的订单 ${orderNo} 将退款 ${moneyBack}。`,
      more: '相关门票已失效。款项将原路退回，可能需要几天时间。',
    }),
    'event-cancelled': ({ show, orderNo, moneyBack }) => ({
      subject: `《${show}》已取消（订单 ${orderNo}）`,
      lead: `《${show}》已取消。您的订单 ${orderNo} 将全额退款：${moneyBack}。`,
      more: '您的门票已失效。款项将原路退回，可能需要几天时间。',
    }),
    'seats-gone': ({ show, orderNo, moneyBack }) => ({
      subject: `《${show}》座位已售罄（订单 ${orderNo}）`,
      lead: `订单 ${orderNo} 的付款在支付期限之后到达，座位已售予他人。`,
      more: `本订单没有门票，您无需付款：${moneyBack} 将原路退回，可能需要几天时间。`,
    }),
    'seats-changed': ({ show, orderNo }) => ({
      subject: `您的《${show}》门票，座位有变（订单 ${orderNo}）`,
      lead: `订单 ${orderNo} 的付款在支付期限之后到达，原座位已售予他人。我们以同样的价格为您安排了以下座位。`,
      more: '如有不便，请联系售票处。',
    }),
    'payment-failed': ({ show, orderNo }) => ({
      subject: `《${show}》付款失败（订单 ${orderNo}）`,
      lead: `订单 ${orderNo} 的付款未能成功。本订单的门票无效，您无需付款。`,
      more: '',
    }),
    'tickets-resent': ({ show, orderNo }) => ({
      subject: `再次发送《${show}》门票（订单 ${orderNo}）`,
      lead: `再次为您发送订单 ${orderNo} 的门票。门票与之前相同，每张限一人入场一次。`,
      more: '',
    }),
  },
  total: '合计',
  moneyBack: '退款',
  code: '票码',
  qrAlt: '二维码',
  atTheDoor: '入场时请出示二维码，屏幕显示或打印均可。',
  yourOrder: '您的订单',
  colon: '：',
  ticket: { title: '门票', order: '订单', price: '票价', page: (at, of) => `第 ${at} 张，共 ${of} 张` },
};

const PHRASES: Readonly<Record<Language, Phrases>> = { en: english, zh: chinese };

export function phrasesOf(language: Language): Phrases {
  return PHRASES[language];
}
